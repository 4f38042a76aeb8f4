"""Source → Entry → Capture: everything that asks the outside world for news.

`entries` and `capture` are apart so that «known already?» stands between them. Both raise `SourceError` for
what could not be had; the run goes on past it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol, cast

from tamizdat.errors import ConfigError
from tamizdat.model import Capture, Entry, Poll, Publication, Source
from tamizdat.plugins import load

if TYPE_CHECKING:
    from tamizdat.gather.fetch import Fetcher

KINDS = {
    "feed": "tamizdat.gather.feed:FeedGatherer",
    "sitemap": "tamizdat.gather.sitemap:SitemapGatherer",
    "section": "tamizdat.gather.section:SectionGatherer",
    "folder": "tamizdat.gather.folder:FolderGatherer",
    "warc": "tamizdat.gather.warc:WarcGatherer",
    "git": "tamizdat.gather.git:GitGatherer",
}
# What an option may be, by the type that its kind of source gives it in `OPTIONS`.
TYPES: dict[type, str] = {
    bool: "true or false",
    int: "a whole number that is not negative",
    str: 'a text in "…"',
    date: "a day, as 2026-01-31",
}


class Gatherer(Protocol):
    """One source of one publication.

    `polls` are the answers of its lists, to be remembered once their entries have been dealt with.
    """

    polls: list[Poll]

    def entries(self) -> Iterator[Entry]:
        """What the source lists now, newest or oldest first, with canonical addresses.

        What cannot be read is passed over, and told by a `SourceError` once all else has been listed.
        """

    def capture(self, entry: Entry) -> Capture:
        """One page as it is now; a status of 304 and no body where it has not changed since the last poll."""


def gatherer(source: Source, publication: Publication, fetcher: Fetcher) -> Gatherer:
    """The gatherer of a source, by its kind. Raises `ConfigError` for a kind or an option that is not known."""
    make = load(source.kind, KINDS, "kind of source")
    known = getattr(make, "OPTIONS", None)
    if known is not None:
        _check_options(source, known)
    return cast(Gatherer, make(source, publication, fetcher))


def _check_options(source: Source, known: Mapping[str, type]) -> None:
    for name, value in source.options.items():
        if name not in known:
            hint = f"known for this kind are {', '.join(sorted(known)) or 'none'}"
            raise ConfigError(f'source {source.url}: unknown option "{name}"', hint)
        if type(value) is not known[name] or (type(value) is int and value < 0):
            raise ConfigError(f"source {source.url}: {name} is {value!r}", f"write {TYPES[known[name]]}")
