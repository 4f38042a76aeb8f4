"""What all kinds of source share: which entries are wanted and in what form, and how a page of the web is captured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from typing import ClassVar

from msgspec.structs import replace

from tamizdat.gather.fetch import Fetcher
from tamizdat.model import Capture, Entry, Poll, Publication, Source
from tamizdat.page import one_line

LONGEST_TITLE = 500
# Clocks go wrong by hours and zones; what is dated later is dated wrongly.
AHEAD = timedelta(days=1)
# Elements that feeds put in titles, and signs that turn the direction of all text after them.
MARKUP = re.compile(r"</?(?:a|b|br|em|font|i|img|p|small|span|strong|sub|sup|u)\b[^<>]{0,500}>", re.IGNORECASE)
JOINERS = "\u200c\u200d"  # Persian and emoji are spelt with them
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# `+08:00` at the end of an RFC 5322 date, and a space before it in an ISO one, are wrong and common.
OFFSET = re.compile(r"\s{0,3}([+-]\d\d):(\d\d)$")


class Listing:
    """A source whose entries are addresses; a kind of it says how they are found."""

    OPTIONS: ClassVar[Mapping[str, type]] = {}

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
        """The entries that the source's rules let through, each address once, in plain form."""
        seen: set[str] = set()
        for entry in entries:
            if entry.url and entry.url not in seen and accepted(entry.url, self.source):
                seen.add(entry.url)
                yield plain(entry, self.fetcher.now())


def accepted(url: str, source: Source) -> bool:
    """Whether the source's `include` and `exclude` let an address through."""
    if any(re.search(pattern, url) for pattern in source.exclude):
        return False
    return not source.include or any(re.search(pattern, url) for pattern in source.include)


def plain(entry: Entry, now: datetime) -> Entry:
    """An entry with title and section as plain text on one line, and without moments that are still to come."""
    return replace(
        entry,
        title=line(entry.title),
        section=line(entry.section),
        published=_past(entry.published, now),
        modified=_past(entry.modified, now),
    )


def moment(text: str, zone: tzinfo = UTC) -> datetime | None:
    """A moment as feeds and sitemaps write it: ISO 8601 or RFC 5322; `zone` is meant where none is named."""
    if not text:
        return None
    text = OFFSET.sub(r"\1\2", text.strip())
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
            return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def line(text: str) -> str:
    """A title as one line of plain text: no markup, control or turning characters, no halves of characters."""
    text = TURNING.sub("", MARKUP.sub("", text[: 10 * LONGEST_TITLE])).encode("utf-8", "ignore").decode()
    shown = (character for character in one_line(text) if character.isprintable() or character in JOINERS)
    return "".join(shown)[:LONGEST_TITLE].rstrip()


def _past(at: datetime | None, now: datetime) -> datetime | None:
    return at if at and at <= now + AHEAD else None
