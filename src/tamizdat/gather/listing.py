"""What all kinds of source share that list pages of the web: which entries are wanted, and how a page is captured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tamizdat.gather.fetch import Fetcher
from tamizdat.model import Capture, Entry, Poll, Publication, Source


class Listing:
    """A source whose entries are addresses; a kind of it says how they are found."""

    OPTIONS: frozenset[str] = frozenset()

    def __init__(self, source: Source, publication: Publication, fetcher: Fetcher) -> None:
        self.source, self.publication, self.fetcher = source, publication, fetcher
        self.polls: list[Poll] = []

    def entries(self) -> Iterator[Entry]:
        """What the source lists now."""
        raise NotImplementedError

    def capture(self, entry: Entry) -> Capture:
        """The page of an entry, asked for only if it changed since it was last captured."""
        answer = self.fetcher.get(entry.url)
        return Capture(
            url=entry.url,
            final_url=answer.final_url,
            publication=entry.publication,
            captured_at=answer.at,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            section=entry.section,
            published=entry.published,
        )

    def wanted(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The entries that the source's rules let through, each address once."""
        seen: set[str] = set()
        for entry in entries:
            if entry.url and entry.url not in seen and accepted(entry.url, self.source):
                seen.add(entry.url)
                yield entry


def accepted(url: str, source: Source) -> bool:
    """Whether the source's `include` and `exclude` let an address through."""
    if any(re.search(pattern, url) for pattern in source.exclude):
        return False
    return not source.include or any(re.search(pattern, url) for pattern in source.include)
