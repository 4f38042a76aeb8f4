"""The newspaper's folder → its desks, each with its stories, the newest first.

A desk is the paper in one language: a folder with `desk.toml`, `templates/` and `stories/`. A story is one file:
TOML between two lines of `+++`, then the HTML of its text. `NAME.later.html` is what `NAME.html` becomes in the later
edition.
"""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

FRONT = re.compile(r"\+\+\+\n(?P<front>.*?)^\+\+\+\n(?P<body>.*)", re.DOTALL | re.MULTILINE)
NOT_A_WORD = re.compile(r"[^\w\u200c]+")


class Lead(Struct, frozen=True, forbid_unknown_fields=True):
    """The picture above a story; `picture` is a scene and a name, see `pictures.py`."""

    picture: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


class Story(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One article. Moments are local in the file and aware here.

    `address` is its path where it is not made as the desk makes them; `moved_from` an older one, which the feed still
    lists. `feed` is the path of the feed that has it, if not the desk's first. `served` says what its address answers
    instead of it: an error, a page that asks to log in, or one that is cut off before the headline. `charset` is what
    its page is written in, `content_type` what the server says of that.
    """

    title: str
    section: str
    published: datetime
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str = ""
    lead: Lead | None = None
    address: str = ""
    moved_from: str = ""
    feed: str = ""
    served: Literal["", "error", "login", "cut"] = ""
    charset: str = "utf-8"
    content_type: str = "text/html; charset=utf-8"
    name: str = ""
    body: str = ""

    @property
    def changed(self) -> datetime:
        """When it was last written to."""
        return self.modified or self.published


class Feed(Struct, frozen=True, forbid_unknown_fields=True):
    """A feed of a desk: its path, the template that it is made by, and whether it has the whole texts."""

    path: str
    template: str
    full: bool = False


class Desk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The paper in one language; `address` and `topic` are patterns of paths, `size` is how much a page lists."""

    name: str
    language: str
    timezone: str
    address: str
    topic: str
    size: int
    sections: dict[str, str]
    feeds: tuple[Feed, ...] = ()
    id: str = ""
    stories: tuple[Story, ...] = ()

    def tagged(self, tag: str) -> str:
        """The path of a tag's page."""
        return self.topic.format(name=tag.lower().replace(" ", "-"))

    def listed(self, feed: Feed) -> list[Story]:
        """The stories of a feed."""
        first = self.feeds[0] if self.feeds else feed
        return [story for story in self.stories if story.feed == feed.path or (not story.feed and feed == first)]


def read_paper(folder: Path, edition: str) -> dict[str, Desk]:
    """All desks of a newspaper, by the names of their folders. Raises `ValueError` that names a file with a mistake."""
    return {file.parent.name: _desk(file.parent, edition) for file in sorted(folder.glob("*/desk.toml"))}


def _desk(folder: Path, edition: str) -> Desk:
    desk = msgspec.convert(tomllib.loads((folder / "desk.toml").read_text("utf-8")), Desk)
    stories = [_story(file, desk) for file in sorted((folder / "stories").glob("*.html")) if "." not in file.stem]
    if edition == "later":
        edited = [_story(file, desk) for file in (folder / "stories").glob("*.later.html")]
        stories = list(({story.name: story for story in stories} | {story.name: story for story in edited}).values())
    stories.sort(key=lambda story: story.published, reverse=True)
    return msgspec.structs.replace(desk, id=folder.name, stories=tuple(stories))


def _story(file: Path, desk: Desk) -> Story:
    parts = FRONT.fullmatch(file.read_text("utf-8"))
    if parts is None:
        raise ValueError(f"{file} does not begin with TOML between two lines of +++")
    try:
        story = msgspec.convert(tomllib.loads(parts["front"]), Story)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{file}: {error}") from error
    if story.section not in desk.sections:
        raise ValueError(f"{file}: there is no section {story.section}; known are {', '.join(desk.sections)}")
    zone = ZoneInfo(desk.timezone)
    name = file.stem.partition(".")[0]
    address = desk.address.format(
        name=name,
        section=story.section,
        published=story.published,
        headline=NOT_A_WORD.sub("-", story.title).strip("-"),
    )
    return msgspec.structs.replace(
        story,
        published=story.published.replace(tzinfo=zone),
        modified=story.modified.replace(tzinfo=zone) if story.modified else None,
        address=story.address or address,
        name=name,
        body=parts["body"].strip(),
    )
