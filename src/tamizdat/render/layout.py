"""Which files an edition consists of, for every format that is a tree of pages, and what each is made from.

Lists are paged from the oldest: page 1, once full, never changes, and an addition touches the newest page alone.
An article's page depends on that article, on the pictures that we hold of it, and on which of its links lead to
pages of this edition: nothing else is in its key, so that nothing else rewrites it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from tamizdat.blocks import links
from tamizdat.model import Article, Digest, Headline, Picture, digest
from tamizdat.render.contents import Contents, Group

Item = TypeVar("Item")
# How many articles a full list page holds.
FULL = 100
# How many names a full page of all topics holds.
FULL_OF_NAMES = 1000


class Story(Struct, frozen=True):
    """The page of an article."""

    headline: Headline


class Front(Struct, frozen=True):
    """The front page."""


class Roll(Struct, frozen=True):
    """A page of a list; `number` counts full pages from the oldest, and is 0 on the latest, which leads to `older`."""

    group: Group
    headlines: Sequence[Headline]
    number: int
    older: int


class Index(Struct, frozen=True):
    """A page of all lists of one kind: `kind` is `sections`, `tags` or `months`; pages are numbered as in `Roll`."""

    kind: str
    groups: Sequence[Group]
    number: int
    older: int


class Own(Struct, frozen=True):
    """A page of the operator's."""

    article: Article


class Notice(Struct, frozen=True):
    """What stands outside the articles: `kind` is `menu`, `addresses` or `check`."""

    kind: str


class Photo(Struct, frozen=True):
    """A picture."""

    picture: Picture


class Fixed(Struct, frozen=True):
    """A file that is the same in every edition."""

    data: bytes


Sheet: TypeAlias = Story | Front | Roll | Index | Own | Notice | Photo | Fixed


class Layout(Struct, frozen=True):
    """How a format names its pages: their suffix, and the name of a folder's first page."""

    suffix: str
    index: str

    def page(self, path: str) -> str:
        """The file of a page."""
        return path + self.suffix

    def first(self, folder: str) -> str:
        """The file that a folder opens with; of the whole edition, if the folder is empty."""
        return f"{folder}/{self.index}{self.suffix}" if folder else self.index + self.suffix

    def roll(self, folder: str, number: int) -> str:
        """The file of a page of a list."""
        return self.page(f"{folder}/{number}") if number else self.first(folder)

    def target(self, contents: Contents, url: str) -> str:
        """The file that a canonical address leads to; empty if to none of ours."""
        place = contents.target(url)
        return place and (self.first(place) if place.startswith("tags/") else self.page(place))

    def sheets(self, contents: Contents) -> Iterator[tuple[str, Sheet]]:
        """Every file of the edition by its path."""
        yield self.first(""), Front()
        for kind in ("menu", "addresses", "check"):
            yield self.page(kind), Notice(kind)
        for kind, groups in (("sections", contents.sections), ("tags", contents.topics), ("months", contents.months)):
            for group in groups:
                for headlines, number, older in paged(group.headlines, FULL):
                    yield self.roll(group.folder, number), Roll(group, headlines, number, older)
            for named, number, older in paged(groups, FULL_OF_NAMES):
                yield self.roll(kind, number), Index(kind, named, number, older)
        for name, article in contents.pages.items():
            yield self.page(f"pages/{name}"), Own(article)
        shown: dict[Digest, Picture] = {}
        for headline in contents.headlines:
            yield self.page(headline.path), Story(headline)
            shown.update((picture.digest, picture) for picture in held(contents, headline))
        for picture in shown.values():
            yield picture_path(picture), Photo(picture)


def paged(items: Sequence[Item], full: int) -> Iterator[tuple[Sequence[Item], int, int]]:
    """The items in pages: those of a page, its number, and the number of the one with older items (0: none).

    Full pages are numbered from the oldest, and never change. The latest, number 0, holds at least `full` items if
    there are so many, and less than twice as many: it is never nearly empty.
    """
    pages = max(0, len(items) - full) // full
    for number in range(1, pages + 1):
        yield items[(number - 1) * full : number * full], number, number - 1
    if items:
        yield items[pages * full :], 0, pages


def held(contents: Contents, headline: Headline) -> Iterator[Picture]:
    """The pictures of an article that we hold."""
    for url in headline.pictures:
        picture = contents.pictures.get(url)
        if picture and picture.digest:
            yield picture


def picture_path(picture: Picture) -> str:
    """Where a picture stands in an edition."""
    suffix = picture.media_type.partition("/")[2]
    return f"pictures/{picture.digest[:2]}/{picture.digest}.{suffix}"


def made_from(contents: Contents, layout: Layout, sheet: Sheet) -> object:
    """All that a page depends on, besides the format and the words around the news."""
    title = contents.edition.title
    match sheet:
        case Story(headline):
            targets = [layout.target(contents, url) for url in headline.links]
            topics = [contents.topic(tag) for tag in headline.tags]
            pictures = [contents.pictures.get(url) for url in headline.pictures]
            publication = contents.publications[headline.publication]
            named = (title, publication.name, publication.timezone)
            return headline.path, headline.digest, headline.at, targets, topics, pictures, named
        case Front():
            shown = [
                (*_line(contents, headline), headline.summary, *held(contents, headline))
                for headline in contents.newest
            ]
            return _outline(contents), shown, [(group.folder, group.name) for group in contents.sections]
        case Roll(group, headlines, number, older):
            return title, group.folder, group.name, [_line(contents, each) for each in headlines], number, older
        case Index(kind, groups, number, older):
            return title, kind, [(group.folder, group.name) for group in groups], number, older
        case Own(article):
            targets = [layout.target(contents, url) for url in links(article.blocks)]
            return title, msgspec.structs.replace(article, capture=""), targets
        case Notice(kind):
            editions = [contents.edition, *contents.sisters.values()]
            places = [(each.name, each.title, each.address, each.mirrors) for each in editions]
            return kind, title, {"menu": _outline(contents), "addresses": places}.get(kind)
        case Photo(picture):
            return picture.digest
        case Fixed(data):
            return digest(data)


def _outline(contents: Contents) -> object:
    """What leads to the parts of the edition: the menu, the lists that there are, the operator's own pages."""
    own = [(name, article.title) for name, article in contents.pages.items()]
    lists = (bool(contents.sections), bool(contents.topics), bool(contents.months))
    return contents.edition.title, contents.edition.menu, lists, own


def _line(contents: Contents, headline: Headline) -> tuple[str, str, str]:
    return headline.path, headline.title, f"{contents.day(headline):%Y-%m-%d}"
