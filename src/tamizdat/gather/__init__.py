"""Source → Entry → Capture: everything that asks the outside world for news.

`entries` and `capture` are apart so that «known already?» stands between them. Both raise `SourceError` for
what could not be had; the run goes on past it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol, cast

from tamizdat.model import Capture, Entry, Publication, Source
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


class Gatherer(Protocol):
    """One source of one publication."""

    def entries(self) -> Iterator[Entry]:
        """What the source lists now, newest or oldest first, with canonical addresses."""

    def capture(self, entry: Entry) -> Capture:
        """One page as it is now; a status of 304 and no body where it has not changed since the last poll."""


def gatherer(source: Source, publication: Publication, fetcher: Fetcher) -> Gatherer:
    """The gatherer of a source, by its kind."""
    return cast(Gatherer, load(source.kind, KINDS, "kind of source")(source, publication, fetcher))
