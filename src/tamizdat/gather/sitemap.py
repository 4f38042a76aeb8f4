"""Sitemaps (sitemaps.org 0.9): indexes, gzip files, plain lists of addresses, and the news extension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from lxml import etree
from msgspec.structs import replace

from tamizdat.errors import SourceError
from tamizdat.gather.decode import decode
from tamizdat.gather.listing import Listing, moment
from tamizdat.model import Entry
from tamizdat.urls import canonical, join

DEEPEST = 3
MOST_FILES = 5_000
MOST_BYTES = 52_428_800  # the standard's own limit of an unpacked file
MOST_ENTRIES = 1_000_000
STEP = 65_536
HINT = "open it in a browser to see what it is; a feed is of the kind `feed`"


class SitemapGatherer(Listing):
    """A sitemap or an index of them.

    With the option `since` (a day) older entries are passed over; with `newest` (a number) no more than so many of
    the newest are taken.
    """

    OPTIONS: ClassVar[Mapping[str, type]] = {"newest": int, "since": date}

    def entries(self) -> Iterator[Entry]:
        """What the files list that have changed, the newest first where they give dates."""
        self._failures: list[SourceError] = []
        day = self.source.options.get("since")
        since = datetime.combine(day, time(), UTC) if day else None
        found = [entry for entry in self._files() if since is None or (_told(entry) or since) >= since]
        found.sort(key=_age)
        yield from self.wanted(found[: self.source.options.get("newest") or None])
        for failure in self._failures:
            raise failure

    def _files(self) -> Iterator[Entry]:
        """The entries of all files; one that cannot be read is noted among the failures."""
        waiting, seen, count = [(self.source.url, 0)], set[str](), 0
        while waiting:
            url, depth = waiting.pop(0)
            if url in seen:
                continue
            if len(seen) == MOST_FILES or count >= MOST_ENTRIES:
                limits = f"{MOST_FILES:,} files or {MOST_ENTRIES:,} addresses"
                self._failures.append(SourceError(f"{self.source.url} leads to more than {limits}", "divide it"))
                return
            seen.add(url)
            try:
                listed, index = self._file(url)
            except SourceError as error:
                self._failures.append(error)
                continue
            if index and depth < DEEPEST:
                waiting += [(entry.url, depth + 1) for entry in listed if entry.url]
            elif not index:
                count += len(listed)
                yield from listed

    def _file(self, url: str) -> tuple[list[Entry], bool]:
        """What a file lists, and whether that is more files; nothing where it lists pages and has not changed."""
        answer = self.fetcher.get(url, purpose="list")
        found: list[dict[str, str]] = []
        index = False
        if answer.body or not answer.unchanged:
            found, index = _read(_expanded(answer.body, url), answer.final_url)
        if answer.poll:
            # An index is asked for whole each time: that it is the same says nothing of the files that it lists.
            self.polls.append(replace(answer.poll, etag="", last_modified="") if index else answer.poll)
        if answer.unchanged and not index:
            return [], False
        return [self._entry(fields, answer.final_url) for fields in found], index

    def _entry(self, fields: dict[str, str], base: str) -> Entry:
        return Entry(
            url=canonical(join(base, fields.get("loc", ""))),
            publication=self.publication.id,
            section=self.source.section,
            title=fields.get("title", ""),
            published=moment(fields.get("publication_date", "")),
            modified=moment(fields.get("lastmod", "")),
        )


class _Fields:
    """What lxml's parser tells its events to: it keeps the fields of each <url> and <sitemap>, and no tree."""

    def __init__(self) -> None:
        self.found: list[dict[str, str]] = []
        self.root = ""
        self._fields: dict[str, str] = {}
        self._path: list[str] = []
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition("}")[2]
        self.root = self.root or name
        self._path.append(name)
        self._text = []
        if name in ("url", "sitemap"):
            self._fields = {}

    def data(self, text: str) -> None:
        """Text of the innermost element."""
        self._text.append(text)

    def end(self, tag: str) -> None:
        """An element ends. The pictures and videos of a page have addresses and titles too, which are not its own."""
        name = self._path.pop()
        owner = self._path[-1] if self._path else ""
        own = owner in ("url", "sitemap") and name in ("loc", "lastmod")
        if own or (owner == "news" and name in ("title", "publication_date")):
            self._fields.setdefault(name, "".join(self._text).strip())
        elif name in ("url", "sitemap") and "loc" in self._fields:
            self.found.append(self._fields)

    def close(self) -> None:
        """The document ends."""


def _read(body: bytes, url: str) -> tuple[list[dict[str, str]], bool]:
    """The fields of what a file lists, and whether these are files."""
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        lines = body.decode("utf-8-sig", "replace").split("\n", MOST_ENTRIES)[:MOST_ENTRIES]
        found = [{"loc": line.strip()} for line in lines if line.strip().startswith(("http://", "https://"))]
        if not found:
            raise SourceError(f"{url} is no sitemap", HINT)
        return found, False
    fields = _Fields()
    parser = etree.XMLParser(target=fields, recover=True, resolve_entities=False, no_network=True)
    try:
        parser.feed(body)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{url} is no sitemap: {error.msg}", HINT) from error
    if fields.root not in ("urlset", "sitemapindex"):
        raise SourceError(f"{url} is no sitemap", HINT)
    return fields.found, fields.root == "sitemapindex"


def _expanded(body: bytes, url: str) -> bytes:
    """The bytes of a file that may be gzip, whatever its name says."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    steps = (body[place : place + STEP] for place in range(0, len(body), STEP))
    try:
        return decode(steps, "gzip", MOST_BYTES)
    except SourceError as error:
        raise SourceError(f"{url} {error.message}", "the next run tries again") from error


def _told(entry: Entry) -> datetime | None:
    return entry.modified or entry.published


def _age(entry: Entry) -> timedelta:
    told = _told(entry)
    return datetime.max.replace(tzinfo=UTC) - told if told else timedelta.max
