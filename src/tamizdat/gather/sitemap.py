"""Sitemaps (sitemaps.org 0.9): indexes, gzip files, plain lists of addresses, and the news extension."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lxml import etree

from tamizdat.errors import ConfigError, SourceError
from tamizdat.gather.listing import Listing
from tamizdat.model import Entry
from tamizdat.urls import canonical, join

DEEPEST = 3
MOST_FILES = 5_000
MOST_BYTES = 100_000_000
MOST_ENTRIES = 1_000_000


class SitemapGatherer(Listing):
    """A sitemap or an index of them. With `since` (a day) older entries are passed over; with `newest` (a number)

    no more than so many of the newest are taken.
    """

    OPTIONS = frozenset({"newest", "since"})

    def entries(self) -> Iterator[Entry]:
        """What the files list that have changed, the newest first where they give dates."""
        since = _day(self.source.options.get("since"), self.source.url)
        found = [
            entry for entry in self._files() if since is None or (entry.modified or entry.published or since) >= since
        ]
        found.sort(key=_age)
        newest = int(self.source.options.get("newest", 0))
        return self.wanted(found[: newest or None])

    def _files(self) -> Iterator[Entry]:
        waiting = [(self.source.url, 0)]
        seen: set[str] = set()
        count = 0
        while waiting and len(seen) < MOST_FILES:
            url, depth = waiting.pop(0)
            if url in seen:
                continue
            seen.add(url)
            for tag, address, entry in self._file(url, required=depth == 0):
                if tag == "sitemap" and depth < DEEPEST:
                    waiting.append((address, depth + 1))
                elif tag == "url" and entry and count < MOST_ENTRIES:
                    count += 1
                    yield entry

    def _file(self, url: str, *, required: bool) -> Iterator[tuple[str, str, Entry | None]]:
        try:
            answer = self.fetcher.get(url, purpose="list")
        except SourceError:
            if required:
                raise
            return
        if answer.poll:
            self.polls.append(answer.poll)
        if not answer.unchanged:
            yield from self._read(_expanded(answer.body, url), answer.final_url)

    def _read(self, body: bytes, url: str) -> Iterator[tuple[str, str, Entry | None]]:
        if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            for line in body.decode("utf-8", "replace").splitlines()[:MOST_ENTRIES]:
                yield "url", "", self._entry({"loc": line}, url)
            return
        options = {"recover": True, "resolve_entities": False, "no_network": True, "huge_tree": False}
        try:
            for _, node in etree.iterparse(io.BytesIO(body), events=("end",), **options):
                tag = etree.QName(node).localname if isinstance(node.tag, str) else ""
                if tag in ("url", "sitemap"):
                    fields = {etree.QName(child).localname: (child.text or "").strip() for child in node.iter("{*}*")}
                    yield tag, canonical(join(url, fields.get("loc", ""))), self._entry(fields, url)
                    node.clear()
        except etree.XMLSyntaxError as error:
            raise SourceError(f"{url} is no sitemap: {error.msg}", "open it in a browser to see what it is") from error

    def _entry(self, fields: dict[str, str], base: str) -> Entry:
        return Entry(
            url=canonical(join(base, fields.get("loc", ""))),
            publication=self.publication.id,
            section=self.source.section,
            title=fields.get("title", ""),
            published=_moment(fields.get("publication_date", "")),
            modified=_moment(fields.get("lastmod", "")),
        )


def _expanded(body: bytes, url: str) -> bytes:
    """The bytes of a file that may be gzip, whatever its name says."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    tool = zlib.decompressobj(wbits=31)
    try:
        plain = tool.decompress(body, MOST_BYTES)
    except zlib.error as error:
        raise SourceError(f"{url} is damaged: {error}", "the next run tries again") from error
    if tool.unconsumed_tail:
        raise SourceError(f"{url} is larger than {MOST_BYTES:,} bytes when unpacked", "name the sitemaps that it lists")
    return plain


def _moment(text: str) -> datetime | None:
    """W3C date and time; a day alone is its beginning in UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _day(value: object, url: str) -> datetime | None:
    if value is None:
        return None
    moment = _moment(str(value))
    if moment is None:
        raise ConfigError(f'source {url}: since = "{value}" is no day', 'write since = "2026-01-31"')
    return moment


def _age(entry: Entry) -> timedelta:
    moment = entry.modified or entry.published
    return datetime.max.replace(tzinfo=UTC) - moment if moment else timedelta.max
