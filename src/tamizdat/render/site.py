"""The edition as a web site of plain files, without a script, to be read from a folder or any host."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from msgspec import Struct

from tamizdat.model import Article, Headline, digest
from tamizdat.render import facts
from tamizdat.render.contents import Contents
from tamizdat.render.escape import plain
from tamizdat.render.gate import POLICY
from tamizdat.render.html import figure, html
from tamizdat.render.layout import Front, Index, Layout, Notice, Own, Roll, Sheet, Story
from tamizdat.render.links import Links
from tamizdat.render.tree import Tree
from tamizdat.render.words import Words, direction, words
from tamizdat.urls import readable

LAYOUT = Layout(".html", "index")
# How many articles the front page shows with their pictures; the others are lines.
PICTURED = 13
# Characters of a summary on the front page.
SUMMARY = 160

Link = tuple[str, str]


class Entry(Struct, frozen=True):
    """An article on the front page; `picture` is a file with its width and height."""

    title: str
    path: str
    day: str
    summary: str
    picture: tuple[str, int, int]


class SitePages:
    """What stands on each kind of page; the looks are in `templates/`."""

    layout = LAYOUT

    def __init__(self) -> None:
        looks = resources.files("tamizdat.render") / "templates"
        self.version = digest(b"site/1" + b"".join(sorted(file.read_bytes() for file in looks.iterdir())))
        # GitHub Pages would hide some files without `.nojekyll`.
        self.fixed = {".nojekyll": b"", "style.css": _resource("style.css")}

    def text(self, contents: Contents, sheet: Sheet, links: Links) -> str:
        """A page of HTML."""
        said = words(contents.edition.language)
        match sheet:
            case Story(headline):
                name, values = "story.html", _story(contents, headline, links, said)
            case Own(article):
                name, values = "story.html", _article(article, links, said)
            case Front():
                name, values = "front.html", _front(contents, links, said)
            case Roll(group, headlines, number, older):
                entries = [_entry(contents, headline) for headline in reversed(headlines)]
                name, values = "list.html", _list(group.name, entries, _turn(group.folder, number, older, said))
            case Index(kind, groups, number, older):
                entries = [(group.name, LAYOUT.first(group.folder), "") for group in groups]
                name, values = "list.html", _list(getattr(said, kind), entries, _turn(kind, number, older, said))
            case Notice(kind):
                name, values = "list.html", _notice(contents, kind, said)
            case _:
                raise TypeError(sheet)
        return _template(name).render(**_frame(contents, links, said), **values)


class SiteRenderer(Tree):
    """The format `site`."""

    def __init__(self) -> None:
        super().__init__(SitePages())


def _frame(contents: Contents, links: Links, said: Words) -> dict[str, Any]:
    """What every page has."""
    return {
        "links": links,
        "words": said,
        "direction": direction(said.language),
        "policy": POLICY,
        "edition": contents.edition.title or said.front_page,
        "top": [(said.menu, LAYOUT.page("menu"))],
    }


def _story(contents: Contents, headline: Headline, links: Links, said: Words) -> dict[str, Any]:
    article = contents.article(headline.id)
    zone = contents.zone(headline.publication)
    byline = [*article.authors]
    if article.published:
        byline.append(facts.shown(article.published, zone))
    if article.modified and article.modified != article.published:
        byline.append(said.told(said.changed, facts.shown(article.modified, zone)))
    byline.append(contents.publications[headline.publication].name)
    told = [(said.source, article.source_line, False)] if article.source_line else []
    told.append((said.original, readable(article.url), True))
    told.append((said.captured, facts.shown(headline.at, zone), False))
    section = (article.section, LAYOUT.first(contents.section(article.section))) if article.section else None
    topics = [(tag.name, LAYOUT.first(contents.topic(tag))) for tag in article.tags]
    return _article(article, links, said) | {"byline": byline, "section": section, "topics": topics, "facts": told}


def _article(article: Article, links: Links, said: Words) -> dict[str, Any]:
    """The text of an article or of a page of the operator's."""
    lead = figure(article.lead, links, said, lazy=False) if article.lead else ""
    body = html(article.blocks, links, said)
    return {
        "title": article.title,
        "language": article.language,
        "reading": direction(article.language),
        "lead": lead,
        "body": body,
        "outside": list(links.outside.items()),
        "byline": [],
        "section": None,
        "topics": [],
        "facts": [],
    }


def _front(contents: Contents, links: Links, said: Words) -> dict[str, Any]:
    entries = []
    for headline in contents.newest:
        title, path, day = _entry(contents, headline)
        picture = links.picture(headline.pictures[0]) if headline.pictures else ("", 0, 0)
        entries.append(Entry(title, path, day, _short(headline.summary), picture))
    return {
        "title": contents.edition.title or said.front_page,
        "menu": facts.menu(contents, LAYOUT),
        "pictured": entries[:PICTURED],
        "rest": entries[PICTURED:],
        "lists": [
            *((group.name, LAYOUT.first(group.folder)) for group in contents.sections),
            *facts.lists(contents, LAYOUT, said),
        ],
    }


def _list(title: str, entries: Sequence[tuple[str, str, str]], turn: Sequence[Link] = ()) -> dict[str, Any]:
    return {"title": title, "paragraphs": [], "groups": [("", entries, "")], "turn": turn}


def _notice(contents: Contents, kind: str, said: Words) -> dict[str, Any]:
    title = getattr(said, kind)
    if kind == "check":
        return {"title": title, "paragraphs": said.check_text, "groups": [], "turn": []}
    if kind == "menu":
        links = [*facts.menu(contents, LAYOUT), *facts.lists(contents, LAYOUT, said)]
        return _list(title, [(name, target, "") for name, target in links])
    groups = [
        (edition, [(address, address, "") for address in addresses], said.no_addresses)
        for edition, addresses in facts.editions(contents)
    ]
    return {"title": title, "paragraphs": [said.addresses_text], "groups": groups, "turn": []}


def _entry(contents: Contents, headline: Headline) -> tuple[str, str, str]:
    return headline.title, LAYOUT.page(headline.path), f"{contents.day(headline):%Y-%m-%d}"


def _turn(folder: str, number: int, older: int, said: Words) -> list[Link]:
    """The way back to the latest page of a list, and on to older ones."""
    ways = [(said.latest, LAYOUT.first(folder))] if number else []
    return ways + ([(said.older, LAYOUT.roll(folder, older))] if older else [])


def _short(summary: str) -> str:
    return summary if len(summary) <= SUMMARY else summary[:SUMMARY].rsplit(" ", 1)[0] + "…"


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("tamizdat.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )


def _shown(value: Any) -> Any:
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _resource(name: str) -> bytes:
    return (resources.files("tamizdat.render") / "templates" / name).read_bytes()
