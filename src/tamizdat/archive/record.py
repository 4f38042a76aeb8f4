"""One WARC 1.1 record (ISO 28500:2017): what is in it, and its bytes.

It is written and read by these few lines and not by warcio, which escapes the letters of a header that are not ASCII
and notices a wrong digest only after the body has been used. The tests have warcio read what we write.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from msgspec import Struct

from tamizdat.model import Capture, Digest, Exchange, capture_id, digest

UNCHANGED = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
HTTP = "application/http; msgtype="
BREAK = b"\r\n\r\n"
# How every gzip member begins (RFC 1952): no name, no time, no system of ours.
MEMBER = zlib.compress(b"", wbits=31)[:10]


class Record(Struct, frozen=True):
    """One record: its named fields in order, and its block."""

    fields: dict[str, str]
    block: bytes

    @property
    def kind(self) -> str:
        """Its WARC-Type."""
        return self.fields["WARC-Type"]

    @property
    def id(self) -> str:
        """Its WARC-Record-ID, without the brackets."""
        return self.fields["WARC-Record-ID"][1:-1]

    @property
    def payload(self) -> bytes:
        """The block, of an HTTP message without its head."""
        return self.block.partition(BREAK)[2] if self._is_http else self.block

    @property
    def coding(self) -> str:
        """The Content-Encoding of an HTTP message."""
        head = self.block.partition(BREAK)[0] if self._is_http else b""
        values = re.findall(rb"(?im)^content-encoding:(.*)$", head)
        return b",".join(values).decode("latin-1").strip()

    @property
    def _is_http(self) -> bool:
        return self.fields.get("Content-Type", "").startswith(HTTP)


def response(exchange: Exchange, id: str, before: dict[str, str]) -> Record:
    """The answer of an exchange; where it repeats an earlier one (the fields `repeats` makes), without the body."""
    head = _http(f"HTTP/1.1 {exchange.status} {exchange.reason}", _true_headers(exchange))
    address = {"WARC-IP-Address": exchange.address} if exchange.address else {}
    more = address | before | {"WARC-Payload-Digest": _labelled(digest(exchange.body))}
    kind, body = ("revisit", b"") if before else ("response", exchange.body)
    return _record(kind, id, exchange.at, HTTP + "response", head + body, exchange.url, more)


def repeats(id: str, url: str, at: datetime) -> dict[str, str]:
    """The fields by which a revisit names the record that it repeats."""
    return {
        "WARC-Profile": UNCHANGED,
        "WARC-Refers-To": f"<{id}>",
        "WARC-Refers-To-Target-URI": url,
        "WARC-Refers-To-Date": date(at),
    }


def request(exchange: Exchange, response_id: str) -> Record:
    """What we asked, for the response of an id."""
    path = exchange.url.partition("://")[2].partition("/")[2]
    block = _http(f"{exchange.method} /{path} HTTP/1.1", exchange.request_headers)
    id = capture_id(f"request {response_id}", exchange.at)
    more = {"WARC-Concurrent-To": f"<{response_id}>"}
    return _record("request", id, exchange.at, HTTP + "request", block, exchange.url, more)


def page(capture: Capture, id: str, response_id: str = "") -> Record:
    """A page that no response gives: one that did not come from its origin (`via` says whence), or one that cannot be
    read out of its response, which it then stands beside as a `conversion`.
    """
    more = {"X-Tamizdat-Via": capture.via} if capture.via else {}
    if response_id:
        more["WARC-Refers-To"] = f"<{response_id}>"
    more["WARC-Payload-Digest"] = _labelled(digest(capture.body))
    kind, media_type = "conversion" if response_id else "resource", capture.media_type or "application/octet-stream"
    return _record(kind, id, capture.captured_at, media_type, capture.body, capture.url, more)


def information(name: str, at: datetime) -> Record:
    """What a file begins with: who wrote it. It names no machine and no person."""
    block = b"software: tamizdat\r\nformat: WARC File Format 1.1\r\n"
    more = {"WARC-Filename": name}
    return _record("warcinfo", capture_id(name, at), at, "application/warc-fields", block, "", more)


def tells(record: Record, id: str, url: str, at: datetime, kind: str, payload: Digest) -> bool:
    """Whether a record says of itself what a row says of it."""
    told = {"WARC-Target-URI": _one_line(url), "WARC-Date": date(at), "WARC-Payload-Digest": _labelled(payload)}
    return (record.kind, record.id) == (kind, id) and told.items() <= record.fields.items()


def date(at: datetime) -> str:
    """A moment as WARC writes it, to the microsecond where it has a fraction."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def pack(record: Record) -> bytes:
    """The gzip member of a record."""
    lines = [f"{name}: {_one_line(value)}\r\n" for name, value in record.fields.items()]
    head = "WARC/1.1\r\n" + "".join(lines) + f"Content-Length: {len(record.block)}\r\n\r\n"
    return zlib.compress(head.encode() + record.block + BREAK, wbits=31)


def unpack(data: bytes) -> tuple[Record, int]:
    """The record at the head of some bytes, and how many of them it has. Raises `ValueError` or `zlib.error`."""
    member = zlib.decompressobj(31)
    text = member.decompress(data)
    if not member.eof or data[: len(MEMBER)] != MEMBER:
        raise ValueError("it ends too early" if not member.eof else "its first bytes are not ours")
    head, _, rest = text.partition(BREAK)
    version, *lines = head.decode().split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines)
    block = rest[: int(fields.pop("Content-Length", -1))]
    if version != "WARC/1.1" or fields.get("WARC-Block-Digest") != _labelled(digest(block)):
        raise ValueError("it is not what was written")
    return Record(fields, block), len(data) - len(member.unused_data)


def unpack_all(data: bytes) -> Iterator[tuple[int, Record]]:
    """The records of some bytes, each with its first byte. Raises `ValueError` or `zlib.error`."""
    start = 0
    while start < len(data):
        record, length = unpack(data[start:])
        yield start, record
        start += length


def _record(kind: str, id: str, at: datetime, media_type: str, block: bytes, url: str, more: dict[str, str]) -> Record:
    fields = {"WARC-Type": kind, "WARC-Record-ID": f"<{id}>", "WARC-Date": date(at)}
    fields |= ({"WARC-Target-URI": url} if url else {}) | more
    return Record(fields | {"Content-Type": media_type, "WARC-Block-Digest": _labelled(digest(block))}, block)


def _http(start: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """The head of an HTTP message as it went over the line."""
    lines = [start, *(f"{name}: {value}" for name, value in headers)]
    return b"".join(_on_the_line(_one_line(line)) + b"\r\n" for line in lines) + b"\r\n"


def _true_headers(exchange: Exchange) -> list[tuple[str, str]]:
    """The headers as received, but for what transfer decoding made untrue."""
    kept = [(n, v) for n, v in exchange.headers if n.lower() not in ("transfer-encoding", "content-length")]
    return [*kept, ("Content-Length", str(len(exchange.body)))]


def _on_the_line(text: str) -> bytes:
    """Letters of a header as bytes: each was one byte, unless it is none of those 256."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()


def _one_line(text: str) -> str:
    return re.sub(r"[\r\n]+", " ", text)


def _labelled(name: Digest) -> str:
    return f"sha256:{name}"
