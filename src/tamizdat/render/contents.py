"""What is in an edition: its articles in their order, the lists that they stand on, and where an address leads.

Pure and light: it holds headlines; an article's text is asked for only when its page is written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from msgspec import Struct

from tamizdat.model import Article, Edition, Headline, Picture, Publication, Tag
from tamizdat.urls import canonical, short_id


class Group(Struct, frozen=True):
    """A list of the edition: a section, a topic or a month; `folder` is where its pages stand."""

    folder: str
    name: str
    headlines: list[Headline]


class Contents(Struct, frozen=True, kw_only=True, dict=True):
    """All that a renderer may ask for.

    `headlines` stand in the order of their numbers, which only ever grows. `aliases` lead from a canonical address
    to the id of the article that is known by it; `pages` are the operator's own, by name; `sisters` the other
    editions of the press, by name.
    """

    edition: Edition
    publications: Mapping[str, Publication]
    headlines: list[Headline]
    article: Callable[[str], Article]
    pictures: Mapping[str, Picture]
    aliases: Mapping[str, str]
    pages: Mapping[str, Article]
    sisters: Mapping[str, Edition]

    @cached_property
    def by_id(self) -> dict[str, Headline]:
        """Each article's headline by its id."""
        return {headline.id: headline for headline in self.headlines}

    @cached_property
    def sections(self) -> list[Group]:
        """The sections in the order of their first article."""
        found: dict[str, Group] = {}
        for headline in self.headlines:
            if headline.section:
                folder = self.section(headline.section)
                found.setdefault(folder, Group(folder, headline.section, [])).headlines.append(headline)
        return list(found.values())

    @cached_property
    def topics(self) -> list[Group]:
        """The topics in the order of their first article."""
        found: dict[str, Group] = {}
        for headline in self.headlines:
            folders = {self.topic(tag): tag.name for tag in headline.tags}
            for folder, name in folders.items():
                found.setdefault(folder, Group(folder, name, [])).headlines.append(headline)
        return list(found.values())

    @cached_property
    def months(self) -> list[Group]:
        """The months of publication, the newest first; each in the order of publication."""
        found: dict[str, list[Headline]] = {}
        for headline in sorted(self.headlines, key=lambda headline: (self.day(headline), headline.number)):
            found.setdefault(f"{self.day(headline):%Y-%m}", []).append(headline)
        return [Group(f"months/{month}", month, found[month]) for month in sorted(found, reverse=True)]

    @cached_property
    def newest(self) -> list[Headline]:
        """What the front page lists: the articles that were published last, the newest first."""
        ordered = sorted(self.headlines, key=lambda headline: (moment(headline), headline.number), reverse=True)
        return ordered[: max(1, self.edition.newest)]

    def day(self, headline: Headline) -> datetime:
        """The moment that an article is listed under, in its newspaper's time zone."""
        return moment(headline).astimezone(self.zone(headline.publication))

    def zone(self, publication: str) -> ZoneInfo:
        """The time zone of a publication."""
        return self._zones[publication]

    def topic(self, tag: Tag) -> str:
        """The folder of a tag's pages. Its id is that of the first name that its address was known by."""
        return self._topics[0][tag]

    def section(self, name: str) -> str:
        """The folder of a section's pages."""
        return f"sections/{_id('section', folded(name))}"

    def target(self, url: str) -> str:
        """Where a canonical address leads inside the edition: the path of an article, the folder of a topic, or ""."""
        headline = self.by_id.get(self.aliases.get(url, ""))
        return headline.path if headline else self._topics[1].get(url, "")

    @cached_property
    def _topics(self) -> tuple[dict[Tag, str], dict[str, str]]:
        """The folder of each tag, and of each address of a topic."""
        folders: dict[Tag, str] = {}
        places: dict[str, str] = {}
        for headline in self.headlines:
            for tag in headline.tags:
                if tag not in folders:
                    own = f"tags/{_id('tag', folded(tag.name))}"
                    url = canonical(tag.url)
                    folders[tag] = places.setdefault(url, own) if url else own
        return folders, places

    @cached_property
    def _zones(self) -> dict[str, ZoneInfo]:
        return {id: ZoneInfo(publication.timezone) for id, publication in self.publications.items()}


def moment(headline: Headline) -> datetime:
    """When an article was published; when we found it, where it does not say."""
    return headline.published or headline.at


def folded(name: str) -> str:
    """A name as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@cache
def _id(kind: str, name: str) -> str:
    return short_id(f"{kind} {name}")
