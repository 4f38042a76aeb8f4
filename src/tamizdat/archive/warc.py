"""WARC 1.1 files (ISO 28500:2017): one gzip member a record, so that any web-archive tool reads them without us."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tamizdat.archive.blobs import sync_folder
from tamizdat.errors import ArchiveError
from tamizdat.model import EPOCH, Exchange, capture_id

# A new file is begun after so many bytes, as the standard recommends.
ROTATION = 1_000_000_000
UNCHANGED = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


class Location(Struct, frozen=True):
    """Where a record lies: number of its file, first byte, number of bytes."""

    file: int
    start: int
    length: int


class Revisited(Struct, frozen=True):
    """The record that a revisit repeats."""

    id: str
    url: str
    at: datetime


class WarcFiles:
    """`000001.warc.gz` and on, in a folder; the last one is open for writing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: BinaryIO | None = None
        self._number = 0
        self._unsynced: dict[int, int] = {}

    def path(self, number: int) -> Path:
        """The file of a number."""
        return self.folder / f"{number:06}.warc.gz"

    def numbers(self) -> list[int]:
        """The files that are there."""
        return sorted(int(file.name[:6]) for file in self.folder.glob("[0-9]*.warc.gz"))

    def append(self, record: ArcWarcRecord) -> Location:
        """Write a record at the end; durable after `sync`."""
        file = self._writable()
        start = file.tell()
        buffer = io.BytesIO()
        WARCWriter(buffer, gzip=True, warc_version="1.1").write_record(record)
        file.write(buffer.getbuffer())
        self._unsynced[self._number] = file.tell()
        return Location(self._number, start, file.tell() - start)

    def sync(self) -> Iterable[tuple[int, int]]:
        """Make all that was appended durable; the new length of each file that grew."""
        grown = dict(self._unsynced)
        if grown and self._open:
            self._open.flush()
            os.fsync(self._open.fileno())
        self._unsynced = {}
        return grown.items()

    def cut_back(self, lengths: dict[int, int]) -> None:
        """Drop what was appended and never told of: a run was cut off there."""
        self.close()
        for number in self.numbers():
            path, length = self.path(number), lengths.get(number, 0)
            if length == 0:
                path.unlink()
            elif path.stat().st_size > length:
                os.truncate(path, length)

    def read(self, location: Location) -> ArcWarcRecord:
        """One record, its body to be read from `content_stream()`. Raises `ArchiveError`."""
        if self._open:
            self._open.flush()
        try:
            with self.path(location.file).open("rb") as file:
                file.seek(location.start)
                data = file.read(location.length)
            return next(iter(ArchiveIterator(io.BytesIO(data), check_digests="raise")))
        except Exception as error:  # warcio and zlib raise many kinds on damaged bytes
            where = f"{self.path(location.file).name} at byte {location.start}"
            raise ArchiveError(f"a capture is damaged: {where}: {error}", "run `tamizdat check` to see all") from error

    def close(self) -> None:
        """Close the open file, if there is one."""
        if self._open:
            self._open.close()
        self._open = None
        self._unsynced = {}

    def _writable(self) -> BinaryIO:
        if self._open and self._open.tell() >= ROTATION:
            self._open.flush()
            os.fsync(self._open.fileno())
            self._open.close()
            self._open = None
            self._number += 1
        if self._open is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._number = max([self._number, *self.numbers(), 1])
            fresh = not self.path(self._number).exists()
            self._open = self.path(self._number).open("ab")
            if fresh:
                sync_folder(self.folder)
                self.append(_information(self.path(self._number).name))
        return self._open


def response(exchange: Exchange, payload: str, before: Revisited | None) -> ArcWarcRecord:
    """The answer of an exchange; where it repeats an earlier one, a `revisit` without the body."""
    status = StatusAndHeaders(f"{exchange.status} {exchange.reason}", _stored(exchange), protocol="HTTP/1.1")
    headers = {"WARC-Record-ID": f"<{capture_id(exchange.url, exchange.at)}>", "WARC-Date": date(exchange.at)}
    if exchange.address:
        headers["WARC-IP-Address"] = exchange.address
    if before:
        headers |= {
            "WARC-Profile": UNCHANGED,
            "WARC-Refers-To": f"<{before.id}>",
            "WARC-Refers-To-Target-URI": before.url,
            "WARC-Refers-To-Date": date(before.at),
            "WARC-Payload-Digest": payload,
        }
    kind, body = ("revisit", b"") if before else ("response", exchange.body)
    return _record(exchange.url, kind, body, headers, status)


def request(exchange: Exchange) -> ArcWarcRecord:
    """What we asked."""
    path = exchange.url.partition("://")[2].partition("/")[2]
    status = StatusAndHeaders(
        f"{exchange.method} /{path} HTTP/1.1", list(exchange.request_headers), is_http_request=True
    )
    headers = {
        "WARC-Record-ID": f"<{capture_id('request ' + exchange.url, exchange.at)}>",
        "WARC-Date": date(exchange.at),
        "WARC-Concurrent-To": f"<{capture_id(exchange.url, exchange.at)}>",
    }
    return _record(exchange.url, "request", b"", headers, status)


def resource(url: str, at: datetime, body: bytes, media_type: str, via: str) -> ArcWarcRecord:
    """A page that did not come from its origin: where it was found stands in `WARC-Source-URI`'s stead as `via`."""
    headers = {"WARC-Record-ID": f"<{capture_id(url, at)}>", "WARC-Date": date(at)}
    if via:
        headers["X-Tamizdat-Via"] = via
    return _record(url, "resource", body, headers, None, media_type or "application/octet-stream")


def records(path: Path) -> Iterator[tuple[int, ArcWarcRecord]]:
    """Every record of a file with its first byte."""
    with path.open("rb") as file:
        iterator = ArchiveIterator(file, check_digests="raise")
        for record in iterator:
            yield iterator.get_record_offset(), record


def date(at: datetime) -> str:
    """A moment as WARC writes it, to the microsecond where it has a fraction."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _information(name: str) -> ArcWarcRecord:
    body = b"software: tamizdat\r\nformat: WARC File Format 1.1\r\n"
    headers = {"WARC-Record-ID": f"<{capture_id(name, EPOCH)}>", "WARC-Date": date(EPOCH), "WARC-Filename": name}
    return _record("", "warcinfo", body, headers, None, "application/warc-fields")


def _record(
    url: str,
    kind: str,
    body: bytes,
    headers: dict[str, str],
    status: StatusAndHeaders | None,
    media_type: str | None = None,
) -> ArcWarcRecord:
    writer = WARCWriter(io.BytesIO(), warc_version="1.1")
    return writer.create_warc_record(
        url,
        kind,
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=status,
        warc_headers_dict=headers,
        warc_content_type=media_type or "",
    )


def _stored(exchange: Exchange) -> list[tuple[str, str]]:
    """The headers as received, but for what transfer decoding made untrue."""
    kept = [(n, v) for n, v in exchange.headers if n.lower() not in ("transfer-encoding", "content-length")]
    return [*kept, ("Content-Length", str(len(exchange.body)))]
