"""Feeds: the articles that a site tells of, and their text where the feed holds all of it."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import ClassVar
from zoneinfo import ZoneInfo

from tamizdat.errors import SourceError
from tamizdat.gather.fetch import Fetcher
from tamizdat.gather.listing import Listing, accepted
from tamizdat.gather.syndication import Item, read
from tamizdat.model import Capture, Entry, Poll, Publication, Source, digest
from tamizdat.urls import canonical

# The most items read of one document, so that a feed without end has an end.
MOST = 10_000


class FeedGatherer(Listing):
    """A feed.

    With the option `full_text` its own content is captured in the place of the pages; with `back` so many older
    documents of a paged feed (RFC 5005) are read.
    """

    OPTIONS: ClassVar[Mapping[str, type]] = {"back": int, "full_text": bool}

    def __init__(self, source: Source, publication: Publication, fetcher: Fetcher) -> None:
        super().__init__(source, publication, fetcher)
        self._pages: dict[str, bytes] = {}

    def entries(self) -> Iterator[Entry]:
        """What the feed lists; nothing if it has not changed. Raises `SourceError` where it is no feed."""
        return self.wanted(self._documents())

    def capture(self, entry: Entry) -> Capture:
        """The page of an entry; or the feed's own text of it, unchanged (304) where it is the same or gone by now."""
        known = self.fetcher.memory.poll(entry.url)
        body, before = self._pages.get(entry.url, b""), known.digest if known else ""
        if not self.source.options.get("full_text") or not (body or before):
            return super().capture(entry)
        at = self.fetcher.now()
        fresh = bool(body) and before != digest(body)
        if fresh:
            self.fetcher.memory.remember(Poll(url=entry.url, checked_at=at, status=200, digest=digest(body)))
        return Capture(
            url=entry.url,
            final_url=entry.url,
            publication=entry.publication,
            captured_at=at,
            status=200 if fresh else 304,
            headers={"content-type": "text/html; charset=utf-8"},
            body=body if fresh else b"",
            via=f"feed {self.source.url}",
            section=entry.section,
            published=entry.published,
        )

    def _documents(self) -> Iterator[Entry]:
        back = left = int(self.source.options.get("back", 0))
        url, seen, too_many = self.source.url, set[str](), ""
        zone = ZoneInfo(self.publication.timezone)
        while url and url not in seen:
            seen.add(url)
            answer = self.fetcher.get(url, purpose="list", conditional=not back)
            if answer.poll:
                self.polls.append(answer.poll)
            if answer.unchanged and not back:
                return
            document = read(answer.body, answer.final_url, answer.headers.get("content-type", ""), zone)
            for number, item in enumerate(document.items):
                if number == MOST:
                    too_many = url
                    break
                yield self._entry(item)
            url, left = (document.older, left - 1) if left else ("", 0)
        if too_many:
            raise SourceError(f"{too_many} lists more than {MOST:,} items", "those after them are passed over")

    def _entry(self, item: Item) -> Entry:
        url = canonical(item.url)
        if self.source.options.get("full_text") and item.content and accepted(url, self.source):
            self._pages.setdefault(url, _page(item))
        return Entry(
            url=url,
            publication=self.publication.id,
            section=self.source.section,
            title=item.title,
            published=item.published,
            modified=item.modified,
        )


def _page(item: Item) -> bytes:
    """A page of the text that the feed holds."""
    title = html.escape(item.title)
    head = f"<!doctype html><meta charset=utf-8><title>{title}</title><base href={_quoted(item.base)}>"
    author = f"<meta name=author content={_quoted(item.author)}>" if item.author else ""
    return f"{head}{author}<article><h1>{title}</h1>{item.content}</article>".encode("utf-8", "replace")


def _quoted(text: str) -> str:
    return f'"{html.escape(text)}"'
