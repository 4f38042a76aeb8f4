"""Web archives of other tools: WARC and WACZ, whole, damaged and hostile."""

from __future__ import annotations

import gzip
import io
import time
import tracemalloc
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tamizdat.errors import SourceError

PAGE = b"<html><title>Ferry</title><p>The ferry stays.</p></html>"
AT = "2026-02-03T09:30:00Z"


class Record:
    """A record as the test wants it; `headers` are those of the answer, None for none."""

    def __init__(
        self,
        url: str,
        body: bytes = PAGE,
        kind: str = "response",
        status: str = "200 OK",
        at: str = AT,
        headers: Iterable[tuple[str, str]] | None = (("Content-Type", "text/html; charset=utf-8"),),
        media_type: str = "",
    ) -> None:
        self.url, self.body, self.kind, self.status, self.at = url, body, kind, status, at
        self.headers, self.media_type = headers, media_type


def packed(*records: Record, zipped: bool = True) -> bytes:
    """A WARC file of some records."""
    target = io.BytesIO()
    writer = WARCWriter(target, gzip=zipped, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "a test"}))
    for record in records:
        head = None
        if record.headers is not None:
            head = StatusAndHeaders(record.status, list(record.headers), protocol="HTTP/1.1")
        made = writer.create_warc_record(
            record.url,
            record.kind,
            payload=io.BytesIO(record.body),
            http_headers=head,
            warc_headers_dict={"WARC-Date": record.at},
            warc_content_type=record.media_type,
        )
        writer.write_record(made)
        made.raw_stream.close()  # warcio's own temporary file, which it leaves open
    return target.getvalue()


MIXED = (
    Record("https://www.courier.example/a?utm_source=x"),
    Record("https://www.courier.example/a", at="2026-03-03T09:30:00.123456789Z"),
    Record("https://www.courier.example/none", status="404 Not Found"),
    Record("https://www.courier.example/moved", status="301 Moved"),
    Record("https://www.courier.example/p.png", b"x", headers=[("Content-Type", "image/png")]),
    Record("https://www.courier.example/bare", headers=[]),
    Record("https://www.courier.example/x", headers=[("Content-Type", "application/xhtml+xml")]),
    Record("https://www.courier.example/r", kind="resource", headers=None, media_type="text/html"),
    Record("urn:metadata:1", kind="metadata", headers=None, media_type="text/plain"),
    Record("ftp://www.courier.example/f", kind="resource", headers=None, media_type="text/html"),
)
PATHS = ["/a", "/a", "/x", "/r"]


def urls(gatherer: Any) -> list[str]:
    return [entry.url.removeprefix("https://www.courier.example") for entry in gatherer.entries()]


def wacz(path: Path, method: int = zipfile.ZIP_STORED, **members: bytes) -> Path:
    """A WACZ file; `__` in a member's name stands for a slash, `_` for a full stop."""
    with zipfile.ZipFile(path, "w", method) as made:
        made.writestr("datapackage.json", "{}")
        for name, body in members.items():
            made.writestr(name.replace("__", "/").replace("_", "."), body)
    return path


@pytest.mark.parametrize("kind", ["warc", "warc.gz", "wacz", "deflated wacz", "folder"])
def test_the_pages_of_an_archive_are_found_and_captured(kind: str, tmp_path: Path, opened: Any) -> None:
    place = tmp_path / f"news.{kind.split(' ')[-1]}"
    if kind == "folder":
        (place / "deep").mkdir(parents=True)
        (place / "1.warc.gz").write_bytes(packed(*MIXED[:1]))
        (place / "deep" / "2.warc").write_bytes(packed(*MIXED[1:7], zipped=False))
        wacz(place / "deep" / "3.wacz", archive__data_warc_gz=packed(*MIXED[7:]), indexes__x_warc_gz=packed(*MIXED))
        (place / "notes.txt").write_text("no archive")
    elif kind.endswith("wacz"):
        method = zipfile.ZIP_DEFLATED if kind.startswith("deflated") else zipfile.ZIP_STORED
        wacz(place, method, archive__a_warc_gz=packed(*MIXED[:5]), archive__b_warc=packed(*MIXED[5:], zipped=False))
    else:
        place.write_bytes(packed(*MIXED, zipped=kind.endswith("gz")))
    made = opened("warc", str(place), section="Old")
    entries = list(made.entries())
    assert urls(made) == PATHS
    captures = [made.capture(entry) for entry in entries]
    assert {capture.body for capture in captures} == {PAGE}
    assert captures[0].captured_at == datetime(2026, 2, 3, 9, 30, tzinfo=UTC)
    assert captures[1].captured_at.replace(microsecond=0) == datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    assert {capture.section for capture in captures} == {"Old"}
    assert captures[0].media_type == "text/html" and captures[0].headers["content-type"].endswith("utf-8")
    assert captures[0].via.startswith("warc ") and str(tmp_path) not in captures[0].via


CODINGS = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstandard.compress, "compress": bytes}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("undone", [False, True])
@pytest.mark.parametrize("chunked", [False, True])
def test_bodies_are_decoded_where_they_still_are_coded(
    coding: str, undone: bool, chunked: bool, tmp_path: Path, opened: Any
) -> None:
    body = PAGE if undone else CODINGS[coding](PAGE)
    headers = [("Content-Type", "text/html"), ("Content-Encoding", coding)]
    if chunked:
        headers.append(("Transfer-Encoding", "chunked"))
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    place = tmp_path / "a.warc.gz"
    place.write_bytes(packed(Record("https://www.courier.example/a", body, headers=headers)))
    made = opened("warc", str(place))
    (entry,) = made.entries()
    assert made.capture(entry).body == PAGE


def test_rules_choose_among_the_pages(tmp_path: Path, opened: Any) -> None:
    place = tmp_path / "a.warc.gz"
    place.write_bytes(packed(*MIXED))
    assert urls(opened("warc", str(place), include=["/[ax]$"], exclude=["/x"])) == ["/a", "/a"]


def test_one_damaged_file_does_not_stop_the_others(tmp_path: Path, opened: Any) -> None:
    (tmp_path / "1.warc.gz").write_bytes(packed(*MIXED[:1]) + b"garbage" * 99)
    (tmp_path / "2.wacz").write_bytes(b"no zip")
    (tmp_path / "3.warc").write_bytes(b"\0" * 999)
    (tmp_path / "4.warc.gz").write_bytes(packed(*MIXED[6:7]))
    found = []
    with pytest.raises(SourceError, match=r"1\.warc\.gz is damaged") as failure:
        for entry in opened("warc", str(tmp_path)).entries():
            found.append(entry.url[-2:])
    assert found == ["/a", "/x"]
    assert failure.value.hint


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_bomb_stops_at_the_limit_in_little_memory(coding: str, tmp_path: Path, opened: Any) -> None:
    megabytes = 200
    pack: Any = {
        "gzip": lambda data: gzip.compress(data, 9),
        "br": lambda data: brotli.compress(data, quality=1),
        "zstd": lambda data: zstandard.compress(data, 1),
    }[coding]
    body = pack(bytes(megabytes * 1_000_000))
    headers = [("Content-Type", "text/html"), ("Content-Encoding", coding)]
    place = tmp_path / "a.warc.gz"
    place.write_bytes(packed(Record("https://www.courier.example/a", body, headers=headers)))
    made = opened("warc", str(place))
    (entry,) = made.entries()
    started = time.monotonic()
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match=r"courier\.example/a is larger than 20,000,000 bytes"):
            made.capture(entry)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < 5


def test_what_has_changed_since_it_was_listed_is_said(tmp_path: Path, opened: Any) -> None:
    place = tmp_path / "a.warc.gz"
    place.write_bytes(packed(*MIXED))
    made = opened("warc", str(place))
    *_, last = made.entries()
    place.write_bytes(packed(MIXED[0]))
    with pytest.raises(SourceError, match=r"a\.warc\.gz (has no record at|is damaged)"):
        made.capture(last)
    place.unlink()
    with pytest.raises(SourceError, match=r"a\.warc\.gz is damaged: .*No such file"):
        made.capture(last)


def test_a_date_that_is_none_is_said(tmp_path: Path, opened: Any) -> None:
    place = tmp_path / "a.warc"
    place.write_bytes(
        packed(Record("https://www.courier.example/a"), zipped=False).replace(AT.encode(), b"yesterday, perhaps!!")
    )
    made = opened("warc", str(place))
    (entry,) = made.entries()
    with pytest.raises(SourceError, match=r'a record has the date "yesterday'):
        made.capture(entry)


@pytest.mark.parametrize("date", ["2026-02-03T09:30:00", "2026-02-03T11:30:00+02:00"])
def test_dates_are_read_as_utc_whatever_the_clock_here(date: str, tmp_path: Path, opened: Any) -> None:
    place = tmp_path / "a.warc"
    place.write_bytes(packed(Record("https://www.courier.example/a", at=date)))
    made = opened("warc", str(place))
    (entry,) = made.entries()
    assert made.capture(entry).captured_at == datetime(2026, 2, 3, 9, 30, tzinfo=UTC)


def test_places_without_archives_are_said(tmp_path: Path, opened: Any) -> None:
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(SourceError, match="there are no web archives in"):
            urls(opened("warc", str(place)))


def test_names_inside_of_a_zip_may_be_anything(tmp_path: Path, opened: Any) -> None:
    place = tmp_path / "a|b.wacz"
    with zipfile.ZipFile(place, "w") as made:
        for name in ("archive/a|9|b.warc", "archive/../../x.warc", "../archive/y.warc", "/archive/z.warc"):
            made.writestr(name, packed(MIXED[0], zipped=False))
    gatherer = opened("warc", str(place))
    entries = list(gatherer.entries())
    assert len(entries) == 2, "they are read where they lie, and nothing is written"
    assert {gatherer.capture(entry).body for entry in entries} == {PAGE}


WHOLE = packed(*MIXED)
FLAT = packed(*MIXED, zipped=False)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zipped=st.booleans(), way=st.sampled_from(["cut", "bytes", "twice"]), data=st.data())
def test_damage_ends_in_pages_or_an_error(
    zipped: bool, way: str, data: st.DataObject, tmp_path: Path, opened: Any
) -> None:
    body = bytearray(WHOLE if zipped else FLAT)
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(body) - 1))
        if way == "cut":
            del body[place:]
            break
        body[place : place + 1] = bytes([data.draw(st.integers(0, 255))]) * (2 if way == "twice" else 1)
    file = tmp_path / "a.warc.gz"
    file.write_bytes(body)
    made = opened("warc", str(file))
    entries = []
    try:
        for entry in made.entries():
            entries.append(entry)
    except SourceError as error:
        assert error.hint
    for entry in entries:
        assert entry.url.startswith("http")
        try:
            assert made.capture(entry).captured_at.tzinfo == UTC
        except SourceError as error:
            assert error.hint
