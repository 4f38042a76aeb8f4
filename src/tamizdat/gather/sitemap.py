"""Sitemaps (sitemaps.org 0.9): indexes, gzip files, plain lists of addresses, and the news extension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from heapq import nsmallest
from typing import ClassVar

from lxml import etree
from msgspec.structs import replace

from tamizdat.errors import SourceError
from tamizdat.gather.decode import decode
from tamizdat.gather.fetch import Fetcher
from tamizdat.gather.listing import Listing, accepted, moment
from tamizdat.model import Entry, Publication, Source
from tamizdat.urls import canonical, join

DEEPEST = 3
MOST_FILES = 5_000
# Two minutes at the usual pause. A newspaper's index of days reaches back a month and a half with them.
MOST_FILES_OF_NEWEST = 50
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
DAY = timedelta(days=1)
MOST_BYTES = 52_428_800  # the standard's own limit of an unpacked file
MOST_ENTRIES = 1_000_000
STEP = 65_536
HINT = "open it in a browser to see what it is; a feed is of the kind `feed`"


class SitemapGatherer(Listing):
    """A sitemap or an index of them.

    With the option `since` (a day) older entries are passed over. With `newest` (a number) no more than so many of the
    newest are taken; of an index only its likeliest files are read then, `most_files` of them.
    """

    OPTIONS: ClassVar[Mapping[str, type]] = {"newest": int, "since": date}

    def __init__(self, source: Source, publication: Publication, fetcher: Fetcher) -> None:
        super().__init__(source, publication, fetcher)
        day = source.options.get("since")
        self._since = datetime.combine(day, time(), UTC) if day else EARLIEST
        self._newest: int = source.options.get("newest", 0)
        self.most_files = MOST_FILES_OF_NEWEST if self._newest else MOST_FILES
        self.complete = True  # whether all that the files list was taken

    def entries(self) -> Iterator[Entry]:
        """What the files list that have changed, the newest first where they give dates."""
        self._failures: list[SourceError] = []
        self._found: list[Entry] = []
        for listed in self._files():
            self._found += filter(self._is_wanted, listed)
            if self._newest and len(self._found) > self._newest:
                self._found = nsmallest(self._newest, self._found, key=_age)
                self.complete = False
        yield from self.wanted(sorted(self._found, key=_age))
        for failure in self._failures:
            raise failure

    def _files(self) -> Iterator[list[Entry]]:
        """The entries of each file; one that cannot be read is noted among the failures."""
        waiting, seen, count, dated = [(Entry(url=self.source.url, publication=""), 0)], set[str](), 0, True
        while waiting:
            file, depth = waiting.pop(0)
            if file.url in seen or (dated and self._is_too_old(file)):
                self.complete = self.complete and file.url in seen
                continue
            if len(seen) == self.most_files or count >= MOST_ENTRIES:
                self._stop_short()
                return
            seen.add(file.url)
            try:
                listed, index = self._file(file.url, depth)
            except SourceError as error:
                self._failures.append(error)
                continue
            if not index:
                dated = dated and not _is_misdated(file, listed)
                count += len(listed)
                yield listed
            elif depth < DEEPEST:
                waiting[:0] = [(each, depth + 1) for each in self._likeliest_first(listed) if each.url]

    def _stop_short(self) -> None:
        """Note that there is more than was read; a failure, unless no more was wanted."""
        self.complete = False
        if not self._newest:
            limits = f"{MOST_FILES:,} files or {MOST_ENTRIES:,} addresses"
            hint = "take the newest of them with the option newest, or divide it by include"
            self._failures.append(SourceError(f"{self.source.url} leads to more than {limits}", hint))

    def _likeliest_first(self, files: list[Entry]) -> list[Entry]:
        """The files of an index in the order of how likely they list what is wanted and new.

        Those whose own address is one that is wanted (`/zh/sitemap.xml`) come first, then the newest; where nothing is
        dated those at both ends, for some indexes begin with the newest and others end with it.
        """

        def unlikeliness(file: Entry) -> tuple[bool, timedelta]:
            named = bool(self.source.include) and accepted(file.url, self.source)
            return not named, LATEST - (file.modified or LATEST)

        count = len(files)
        ends = [files[place // 2 if place % 2 == 0 else count - 1 - place // 2] for place in range(count)]
        return sorted(ends, key=unlikeliness)

    def _is_wanted(self, entry: Entry) -> bool:
        return bool(entry.url) and accepted(entry.url, self.source) and (_told(entry) or LATEST) >= self._since

    def _is_too_old(self, file: Entry) -> bool:
        """Whether a file of an index was last changed before all that is still wanted; some give only the day."""
        oldest = self._since
        if self._newest and len(self._found) == self._newest:
            oldest = max(oldest, min(_told(entry) or EARLIEST for entry in self._found))
        return file.modified is not None and oldest - file.modified > DAY

    def _file(self, url: str, depth: int) -> tuple[list[Entry], bool]:
        """What a file lists, and whether that is more files; nothing where it lists pages and has not changed.

        To know the newest entries of several files, those of unchanged files have to be known too.
        """
        answer = self.fetcher.get(url, purpose="list", conditional=not (self._newest and depth))
        found: list[dict[str, str]] = []
        index = False
        if answer.body or not answer.unchanged:
            found, index = _read(_expanded(answer.body, url), answer.final_url)
        if answer.poll:
            # An index is asked for whole each time: that it is the same says nothing of the files that it lists.
            self.polls.append(replace(answer.poll, etag="", last_modified="") if index else answer.poll)
        if answer.unchanged and not index and not (self._newest and depth):
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


def _is_misdated(file: Entry, listed: list[Entry]) -> bool:
    """Whether a file lists what is newer than its index says that it is: then the index's dates mean nothing."""
    newest = max((told for told in map(_told, listed) if told), default=EARLIEST)
    return file.modified is not None and newest - file.modified > DAY


def _told(entry: Entry) -> datetime | None:
    return entry.modified or entry.published


def _age(entry: Entry) -> timedelta:
    told = _told(entry)
    return LATEST - told if told else timedelta.max
