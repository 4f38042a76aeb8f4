"""What stands at every address of the newspaper: front pages, lists, topics, stories, feeds, sitemaps, pictures.

Templates make all pages; a desk's own stand before the common ones. Whatever is not here is a 404.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache, partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tamizdat.newsroom.answer import Answer
from tamizdat.newsroom.calendars import shown
from tamizdat.newsroom.paper import Desk, Story, read_paper
from tamizdat.newsroom.pictures import paint

LINK = re.compile(r'"story:(?P<desk>\w+)/(?P<name>[\w-]+)"')
MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "json": "application/feed+json",
    "txt": "text/plain; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}


class Site:
    """The newspaper of one edition at an address, `http://host:port`."""

    def __init__(self, folder: Path, edition: str, address: str) -> None:
        self.folder, self.address = folder, address
        self.desks = read_paper(folder, edition)
        # For its readers it is always the day of the newest story.
        self.today = max(story.published for desk in self.desks.values() for story in desk.stories)
        self._pages: dict[str, Callable[[], Answer]] = {}
        self._made = cache(lambda path: self._pages[path]())
        self._templates = cache(self._environment)
        self._common()
        for desk in self.desks.values():
            self._lists(desk)
            self._stories(desk)

    def answer(self, path: str) -> Answer:
        """What is at a path, without its escapes."""
        if path in self._pages:
            return self._made(path)
        picture = paint(path.removeprefix("/pictures/")) if path.startswith("/pictures/") else b""
        if picture:
            return Answer(picture, headers={"Content-Type": MEDIA_TYPES[path.rpartition(".")[2]]})
        return self._page("missing.html")._replace(status=404)

    def _common(self) -> None:
        for path, template in (("/", "index.html"), ("/robots.txt", "robots.txt"), ("/sitemap.xml", "sitemaps.xml")):
            self._pages[path] = partial(self._page, template, desks=self.desks.values())

    def _lists(self, desk: Desk) -> None:
        """Front page, sections, topics, feeds and sitemap of a desk."""
        self._list(desk, f"/{desk.id}/", "", desk.stories)
        for section, title in desk.sections.items():
            self._list(desk, f"/{desk.id}/{section}/", title, [s for s in desk.stories if s.section == section])
        for tag in dict.fromkeys(tag for story in desk.stories for tag in story.tags):
            self._list(desk, desk.tagged(tag), tag, [s for s in desk.stories if tag in s.tags])
        for feed in desk.feeds:
            self._pages[feed.path] = partial(self._page, feed.template, desk, stories=desk.listed(feed), feed=feed)
        self._pages[f"/{desk.id}/sitemap.xml"] = partial(
            self._page, "sitemap.xml", desk, stories=[story for story in desk.stories if not story.feed]
        )

    def _list(self, desk: Desk, path: str, title: str, stories: Sequence[Story]) -> None:
        """A list in pages, `page/2/` and so on, each linking to the older one."""
        pages = [stories[start : start + desk.size] for start in range(0, len(stories), desk.size)] or [[]]
        places = [path, *(f"{path.rstrip('/')}/page/{number}/" for number in range(2, len(pages) + 1))]
        for number, (place, page) in enumerate(zip(places, pages, strict=True)):
            older = places[number + 1] if number + 1 < len(places) else ""
            self._pages[place] = partial(
                self._page, "list.html", desk, stories=page, title=title, older=older, number=number + 1
            )

    def _stories(self, desk: Desk) -> None:
        for story in desk.stories:
            self._pages[story.address] = partial(self._story, desk, story)
            if story.moved_from:
                now_at = {"Location": self.address + quote(story.address)}
                self._pages[story.moved_from] = partial(Answer, b"", 301, now_at)

    def _story(self, desk: Desk, story: Story) -> Answer:
        if story.served == "error":
            return self._page("error.html", desk)._replace(status=500)
        if story.served == "login":
            return self._page("login.html", desk, story=story)
        page = self._page("story.html", desk, story=story, body=self._linked(story.body)).body
        if story.served == "cut":
            page = page.partition(b"<h1")[0]
        body = page.decode().encode(story.charset, "xmlcharrefreplace")
        return self._dated(Answer(body, headers={"Content-Type": story.content_type}), story.changed)

    def _linked(self, body: str) -> str:
        """A text with its links to stories, `story:DESK/NAME`, made addresses."""

        def address(link: re.Match[str]) -> str:
            desk = self.desks.get(link["desk"])
            for story in desk.stories if desk else ():
                if story.name == link["name"]:
                    return f'"{quote(story.address)}"'
            raise ValueError(f"a story links to {link[0]}, which is not there")

        return LINK.sub(address, body)

    def _page(self, template: str, desk: Desk | None = None, **values: object) -> Answer:
        """A page of a template, which also knows the newspaper's address and its desk."""
        made = self._templates(desk.id if desk else "").get_template(template)
        body = made.render(desk=desk, address=self.address, **values)
        answer = Answer(body.encode(), headers={"Content-Type": MEDIA_TYPES[template.rpartition(".")[2]]})
        return self._dated(answer, max(story.changed for story in desk.stories)) if desk else answer

    def _environment(self, name: str) -> Environment:
        """The templates of a desk, by its name; the common ones for none."""
        folders = [*([self.folder / name / "templates"] if name else []), self.folder / "templates"]
        environment = Environment(
            loader=FileSystemLoader(folders),
            autoescape=select_autoescape(("html", "xml")),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["path"] = quote
        environment.filters["mail_date"] = format_datetime
        if name:
            language = self.desks[name].language
            environment.filters["shown"] = lambda moment: shown(moment, language, self.today.date())
        return environment

    def _dated(self, answer: Answer, changed: datetime) -> Answer:
        moment = format_datetime(changed.astimezone(UTC), usegmt=True)
        return answer._replace(headers={**answer.headers, "Last-Modified": moment})
