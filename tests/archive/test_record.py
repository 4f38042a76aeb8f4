"""A record that we write is one that others read, and nothing of it may change unnoticed."""

from __future__ import annotations

import io
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
from archive.samples import NOW, URL, capture, exchange
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from tamizdat.archive.record import Record, information, pack, page, repeats, request, response, unpack, unpack_all


def stock(record: Record) -> tuple[Any, bytes]:
    """A record as warcio reads it, its digests confirmed; and its raw body."""
    iterator = ArchiveIterator(io.BytesIO(pack(record)), check_digests="raise")
    read = next(iter(iterator))
    return read, read.raw_stream.read()


def test_warcio_reads_a_response() -> None:
    read, body = stock(response(exchange(b"\x1f\x8b gzip stays gzip"), "urn:uuid:1", {}))
    assert body == b"\x1f\x8b gzip stays gzip"
    assert read.format == "warc"
    assert read.rec_headers.protocol == "WARC/1.1"
    assert read.rec_type == "response"
    assert read.rec_headers.get_header("WARC-Target-URI") == URL
    assert read.rec_headers.get_header("WARC-Date") == "2026-03-01T12:00:00Z"
    assert read.rec_headers.get_header("WARC-IP-Address") == "192.0.2.7"
    assert read.rec_headers.get_header("WARC-Record-ID") == "<urn:uuid:1>"
    assert read.http_headers.get_statuscode() == "200"
    assert read.digest_checker.passed


def test_warcio_reads_a_revisit() -> None:
    read, body = stock(response(exchange(b"again"), "urn:uuid:2", repeats("urn:uuid:1", URL, NOW)))
    assert (read.rec_type, body) == ("revisit", b"")
    assert read.rec_headers.get_header("WARC-Refers-To") == "<urn:uuid:1>"
    assert read.rec_headers.get_header("WARC-Refers-To-Date") == "2026-03-01T12:00:00Z"
    assert read.rec_headers.get_header("WARC-Profile").endswith("/1.1/revisit/identical-payload-digest")


def test_a_revisit_names_the_payload_as_the_response_does() -> None:
    first = response(exchange(b"again"), "urn:uuid:1", {})
    second = response(exchange(b"again"), "urn:uuid:2", repeats("urn:uuid:1", URL, NOW))
    assert first.fields["WARC-Payload-Digest"] == second.fields["WARC-Payload-Digest"]


def test_warcio_reads_a_request() -> None:
    read, body = stock(request(exchange(url="https://paper.example/a?b=c"), "urn:uuid:1"))
    assert (read.rec_type, body) == ("request", b"")
    assert read.http_headers.protocol == "GET"
    assert read.http_headers.statusline == "/a?b=c HTTP/1.1"
    assert read.http_headers.get_header("host") == "paper.example"
    assert read.rec_headers.get_header("WARC-Concurrent-To") == "<urn:uuid:1>"


def test_warcio_reads_a_page_of_a_mirror() -> None:
    found = capture("新闻".encode(), headers={"content-type": "text/markdown; charset=utf-8"}, via="git 4f2c")
    read, body = stock(page(found, "urn:uuid:3"))
    assert (read.rec_type, body.decode()) == ("resource", "新闻")
    assert read.rec_headers.get_header("Content-Type") == "text/markdown"
    assert read.rec_headers.get_header("X-Tamizdat-Via") == "git 4f2c"


def test_a_file_says_who_wrote_it_and_on_what_machine_it_does_not() -> None:
    read, body = stock(information("000001.warc.gz", NOW))
    assert read.rec_type == "warcinfo"
    assert body.splitlines() == [b"software: tamizdat", b"format: WARC File Format 1.1"]


def test_headers_stay_as_they_were_on_the_line() -> None:
    headers = (("X-Naïve", "caf\xe9"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("x-empty", ""))
    made = response(exchange(b"", headers=headers), "urn:uuid:1", {})
    assert made.block == (
        b"HTTP/1.1 200 OK\r\nX-Na\xefve: caf\xe9\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nx-empty: \r\n"
        b"Content-Length: 0\r\n\r\n"
    )


def test_the_length_is_that_of_the_body_as_we_have_it() -> None:
    headers = (("Transfer-Encoding", "chunked"), ("content-length", "9"), ("Content-Type", "text/html"))
    read, _ = stock(response(exchange(b"four", headers=headers), "urn:uuid:1", {}))
    assert read.http_headers.headers == [("Content-Type", "text/html"), ("Content-Length", "4")]


def test_no_line_of_a_header_makes_two() -> None:
    made = response(exchange(url="https://paper.example/a\r\nX: y", headers=(("A", "b\r\n\r\nc"),)), "urn:uuid:1", {})
    assert unpack(pack(made))[0].payload == b"<p>The ferry sails."
    assert "X" not in unpack(pack(made))[0].fields


@pytest.mark.parametrize("microsecond", [0, 1, 500_000])
def test_moments_are_told_to_the_microsecond(microsecond: int) -> None:
    at = datetime(2026, 3, 1, 12, 0, 0, microsecond, UTC)
    told = response(exchange(at=at), "urn:uuid:1", {}).fields["WARC-Date"]
    assert datetime.fromisoformat(told) == at
    assert told.endswith("Z")


@given(st.binary(max_size=200), st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=30))
def test_what_goes_in_comes_out(body: bytes, value: str) -> None:
    made = response(exchange(body, headers=(("X-Any", value), ("Content-Encoding", "br"))), "urn:uuid:1", {})
    data = pack(made)
    read, length = unpack(data)
    assert (read, read.payload, read.coding, length) == (made, body, "br", len(data))


def test_records_stand_one_after_the_other() -> None:
    data = [pack(response(exchange(f"{n}".encode()), f"urn:uuid:{n}", {})) for n in range(3)]
    assert [record.payload for _, record in unpack_all(b"".join(data))] == [b"0", b"1", b"2"]
    assert [start for start, _ in unpack_all(b"".join(data))] == [0, len(data[0]), len(data[0]) + len(data[1])]


def test_each_changed_byte_is_noticed() -> None:
    data = pack(response(exchange(b"The ferry sails at seven."), "urn:uuid:1", {}))
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 0xFF
        with pytest.raises((ValueError, zlib.error)):
            unpack(bytes(damaged))


def test_a_record_that_ends_too_early_is_noticed() -> None:
    data = pack(response(exchange(), "urn:uuid:1", {}))
    for length in range(len(data)):
        with pytest.raises(ValueError, match="ends too early"):
            unpack(data[:length])
