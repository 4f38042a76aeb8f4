"""What came over the line is kept once, as it came, and given back as the page that it was."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from archive.samples import HOUR, NOW, URL, capture, exchange
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from tamizdat.archive import Archive
from tamizdat.archive.database import FILE
from tamizdat.errors import ArchiveError
from tamizdat.model import Capture, Exchange

BODY = "<h1>渡轮</h1><p>The ferry sails.".encode()


def kinds(archive: Archive) -> list[str]:
    """The types of all records, as warcio reads them; it confirms each digest."""
    found = []
    for number in archive.records.numbers():
        with archive.records.path(number).open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                record.raw_stream.read()
                found.append(record.rec_type)
    return found


def coded(coding: str, raw: bytes, **more: Any) -> Exchange:
    return exchange(raw, headers=(("Content-Type", "text/html"), ("Content-Encoding", coding)), **more)


def sizes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_size for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    ("coding", "raw"),
    [
        ("gzip", gzip.compress(BODY, mtime=0)),
        ("GZip", gzip.compress(BODY, mtime=0)),
        ("x-gzip", gzip.compress(BODY, mtime=0)),
        ("br", brotli.compress(BODY)),
        ("zstd", zstandard.compress(BODY)),
        ("gzip, br", brotli.compress(gzip.compress(BODY, mtime=0))),
        ("identity", BODY),
        ("", BODY),
    ],
)
def test_a_page_is_its_exchange_once(archive: Archive, coding: str, raw: bytes) -> None:
    archive.record(coded(coding, raw))
    assert archive.add_capture(capture(BODY))
    assert archive.capture(capture(BODY).id) == capture(BODY)
    assert kinds(archive) == ["warcinfo", "response", "request"]


def test_a_body_stays_as_it_was_sent(archive: Archive) -> None:
    raw = gzip.compress(BODY, mtime=0)
    archive.record(coded("gzip", raw))
    with archive.records.path(1).open("rb") as file:
        [sent] = [each.raw_stream.read() for each in ArchiveIterator(file) if each.rec_type == "response"]
    assert sent == raw


@pytest.mark.parametrize(
    ("coding", "raw"),
    [("compress", BODY), ("gzip", BODY), ("br", b"\xff" + BODY), ("gzip", gzip.compress(b"another page", mtime=0))],
    ids=["unknown", "untrue", "broken", "other bytes"],
)
def test_a_page_that_its_exchange_does_not_give_is_kept_beside_it(archive: Archive, coding: str, raw: bytes) -> None:
    archive.record(coded(coding, raw))
    assert archive.add_capture(capture(BODY))
    assert archive.capture(capture(BODY).id) == capture(BODY)
    assert kinds(archive) == ["warcinfo", "response", "request", "conversion"]
    assert list(archive.check()) == []


def test_a_page_of_a_mirror_is_a_resource(archive: Archive) -> None:
    found = capture(BODY, via="git 4f2c", headers={"content-type": "text/markdown"})
    archive.record(exchange(BODY))
    assert archive.add_capture(found)
    assert archive.capture(found.id) == found
    assert kinds(archive) == ["warcinfo", "response", "request", "resource"]


def test_a_redirected_page_belongs_to_the_address_that_was_asked(archive: Archive) -> None:
    end = "https://paper.example/ferry/"
    archive.record(exchange(b"", status=301, reason="Moved", headers=(("Location", end),)))
    archive.record(exchange(BODY, url=end, at=NOW + HOUR))
    page = capture(BODY, at=NOW + HOUR, final_url=end)
    assert archive.add_capture(page)
    assert archive.capture(page.id) == page
    assert kinds(archive) == ["warcinfo", *["response", "request"] * 2]


def test_bytes_that_come_again_are_a_revisit(archive: Archive) -> None:
    for hours, body in enumerate((BODY, b"between", BODY)):
        archive.record(exchange(body, at=NOW + hours * HOUR))
        assert archive.add_capture(capture(body, at=NOW + hours * HOUR))
    assert kinds(archive) == ["warcinfo", *["response", "request"] * 2, "revisit", "request"]
    bodies = [archive.capture(id).body for id in archive.captures_of(URL)]
    assert bodies == [BODY, b"between", BODY]


def test_a_page_that_has_not_changed_is_no_new_capture(archive: Archive) -> None:
    assert archive.add_capture(capture(BODY))
    assert not archive.add_capture(capture(BODY, at=NOW + HOUR))
    assert not archive.add_capture(capture(BODY))
    assert archive.counts()["captures"] == 1


def test_an_older_page_may_come_later(archive: Archive) -> None:
    assert archive.add_capture(capture(BODY, at=NOW))
    assert archive.add_capture(capture(BODY, at=NOW - HOUR, via="git 4f2c"))
    assert archive.add_capture(capture(b"between", at=NOW - HOUR / 2, via="git 5a3d"))
    assert [archive.capture(id).captured_at for id in archive.captures_of(URL)] == [NOW - HOUR, NOW - HOUR / 2, NOW]


@pytest.mark.parametrize("purpose", ["list", "robots"])
def test_a_list_is_kept_when_it_has_changed(archive: Archive, purpose: str) -> None:
    for hours, body in enumerate((b"A", b"A", b"B", b"B", b"A")):
        archive.record(exchange(body, purpose=purpose, at=NOW + hours * HOUR))
    assert kinds(archive) == ["warcinfo", *["response", "request"] * 2, "revisit", "request"]


@pytest.mark.parametrize(
    "again",
    [exchange(b"", status=304), exchange(BODY, purpose="list"), exchange(BODY, purpose="robots")],
    ids=["304", "list", "robots"],
)
def test_what_has_not_changed_leaves_nothing(archive: Archive, again: Exchange) -> None:
    archive.record(exchange(BODY))
    before = sizes(archive.folder)
    archive.record(again)
    assert sizes(archive.folder) == before
    assert FILE in before


def test_two_answers_of_one_moment_are_both_kept(archive: Archive) -> None:
    busy = exchange(b"busy", status=503, reason="Busy")
    for each in (busy, exchange(BODY), busy, exchange(BODY), exchange(BODY)):
        archive.record(each)
    assert archive.add_capture(capture(BODY))
    assert archive.capture(capture(BODY).id) == capture(BODY)
    assert kinds(archive) == ["warcinfo", *["response", "request"] * 2, *["revisit", "request"] * 2]
    assert list(archive.check()) == []


def test_captures_go_on_in_another_file(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tamizdat.archive.warc.ROTATION", 3000)
    pages = [capture(b"%d" % number, f"https://paper.example/{number}") for number in range(20)]
    for page in pages[:10]:
        archive.add_capture(page)
    with Archive(archive.folder, now=lambda: NOW) as later, later.transaction():
        for page in pages[10:]:
            later.record(exchange(page.body, url=page.url))
            later.add_capture(page)
    assert len(archive.records.numbers()) > 3
    assert [archive.capture(page.id) for page in pages] == pages
    assert list(archive.check()) == []
    assert kinds(archive).count("warcinfo") == len(archive.records.numbers())


def test_only_the_headers_that_reading_needs_are_in_the_row(archive: Archive) -> None:
    sent = {"content-type": "text/html; charset=gbk", "set-cookie": "reader=7", "etag": '"1"'}
    archive.add_capture(capture(BODY, headers=sent))
    assert archive.capture(capture().id).headers == {"content-type": "text/html; charset=gbk", "etag": '"1"'}


def test_captures_wait_to_be_read_in_the_order_of_their_time(archive: Archive) -> None:
    pages = [
        capture(b"third", "https://paper.example/3", NOW + HOUR),
        capture(b"first", "https://paper.example/1", NOW - HOUR),
        capture(b"second", "https://paper.example/2", NOW),
        capture(b"other", "https://other.example/", NOW, publication="other"),
    ]
    for page in pages:
        archive.add_capture(page)
    archive.not_read(pages[2])
    assert archive.to_extract(["paper"]) == [pages[1].id, pages[0].id]
    assert archive.to_extract(["paper"], again=True) == [pages[1].id, pages[2].id, pages[0].id]
    assert archive.to_extract(["other", "none"]) == [pages[3].id]
    assert archive.to_extract([]) == []


def test_bytes_met_by_an_import_are_known_again(archive: Archive) -> None:
    assert not archive.seen_body("4f2c")
    archive.mark_seen(["4f2c", "5a3d", "4f2c"])
    assert archive.seen_body("4f2c")


def test_a_capture_that_is_not_there_is_an_error(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="there is no capture urn:uuid:7"):
        archive.capture("urn:uuid:7")


def test_a_capture_whose_bytes_changed_is_an_error(archive: Archive) -> None:
    archive.add_capture(capture(BODY))
    archive.write("UPDATE captures SET digest = '4f2c'")
    with pytest.raises(ArchiveError, match="is not what was kept"):
        archive.capture(capture().id)


pages = st.builds(
    capture,
    st.binary(max_size=50),
    via=st.text(max_size=10),
    section=st.text(max_size=10),
    status=st.integers(200, 299),
    published=st.none() | st.just(NOW),
    headers=st.dictionaries(st.sampled_from(["content-type", "etag"]), st.text(max_size=20)),
)


@given(page=pages)
def test_any_page_comes_out_as_it_went_in(shared_archive: Archive, page: Capture) -> None:
    number = shared_archive.counts()["captures"]
    values = {name: getattr(page, name) for name in page.__struct_fields__}
    own = Capture(**(values | {"url": f"https://paper.example/{number}"}))
    assert shared_archive.add_capture(own)
    assert shared_archive.capture(own.id) == own
