"""Whatever changes in an archive without its doing is named; where nothing has, nothing is said."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from archive.samples import HOUR, NOW, URL, capture, exchange, keep

from tamizdat.archive import Archive
from tamizdat.archive.database import FILE
from tamizdat.archive.record import response
from tamizdat.errors import ArchiveError
from tamizdat.model import Failure, Image

PICTURE = "https://paper.example/1.jpg"
LINKED = "https://paper.example/2.jpg"


@pytest.fixture
def full(archive: Archive) -> Archive:
    """An archive with one of everything."""
    archive.record(exchange(b"page one"))
    archive.add_capture(capture(b"page one"))
    archive.record(exchange(b"", url="https://paper.example/moved", status=301))
    archive.record(exchange(b"page one", at=NOW + HOUR))
    keep(archive, "of a mirror", url="https://paper.example/soup", lead=Image(LINKED))
    keep(archive, "of a mirror, edited", url="https://paper.example/soup", at=NOW + HOUR, lead=Image(LINKED))
    archive.add_picture(PICTURE, b"webp" * 100, "image/webp", 640, 480)
    return archive


def found(archive: Archive) -> list[Failure]:
    return list(archive.check())


def subjects(archive: Archive) -> set[str]:
    return {failure.subject for failure in archive.check()}


def flip(path: Path, place: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        [byte] = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 0xFF]))


def places(path: Path) -> Iterator[int]:
    """Some of the bytes of a file: its ends, and a seeded sample of what lies between."""
    size = path.stat().st_size
    yield from sorted({0, 9, size - 1, *random.Random(7).sample(range(size), 60)})


def test_a_clean_archive_is_clean(full: Archive) -> None:
    assert found(full) == []


def test_an_empty_archive_is_clean(archive: Archive) -> None:
    assert found(archive) == []


def test_a_reader_may_check(full: Archive) -> None:
    with Archive(full.folder, now=lambda: NOW, readonly=True) as reader:
        assert found(reader) == []


def test_each_byte_of_the_captures_is_checked(full: Archive) -> None:
    path = full.records.path(1)
    for place in places(path):
        flip(path, place)
        failures = found(full)
        assert failures, f"byte {place} of {path.stat().st_size} was changed"
        assert failures[0].subject.startswith("000001.warc.gz, byte ")
        start = int(failures[0].subject.split()[2].rstrip(","))
        assert start <= place
        assert failures[0].stage == "check"
        assert "backup" in failures[0].hint
        flip(path, place)
    assert found(full) == []


def test_a_damaged_page_is_named_by_its_address_too(full: Archive) -> None:
    [start] = full.row("SELECT start FROM records WHERE kind = 'response' ORDER BY number LIMIT 1")
    flip(full.records.path(1), start + 50)
    assert subjects(full) == {f"000001.warc.gz, byte {start} ({URL})", URL}


def test_each_byte_of_the_pictures_is_checked(full: Archive) -> None:
    path = full.blob(full.pictures()[PICTURE].digest)
    for place in places(path):
        flip(path, place)
        assert [(failure.subject, failure.message) for failure in found(full)] == [(PICTURE, "its picture was altered")]
        flip(path, place)


def test_a_missing_picture_is_named(full: Archive) -> None:
    full.blob(full.pictures()[PICTURE].digest).unlink()
    assert [(failure.subject, failure.message) for failure in found(full)] == [(PICTURE, "its picture is missing")]


def test_missing_captures_are_named(full: Archive) -> None:
    full.records.path(1).unlink()
    assert {"000001.warc.gz", URL, "https://paper.example/soup"} <= subjects(full)


def test_captures_that_were_cut_short_are_named(full: Archive) -> None:
    path = full.records.path(1)
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-1])
    messages = {failure.message for failure in found(full)}
    assert f"is cut short: {size - 1:,} bytes of {size:,}" in messages


def test_what_an_interrupted_run_left_behind_is_no_damage(full: Archive) -> None:
    full.records.append(response(exchange(b"not told of"), "urn:uuid:9", {}))
    assert found(full) == []


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        ("UPDATE contents SET data = x'28b52ffd'", ""),
        ("UPDATE captures SET url = url || 'x' WHERE number = 1", f"{URL}x"),
        ("UPDATE captures SET captured_at = captured_at + 1 WHERE number = 1", URL),
        ("UPDATE captures SET digest = 'x' || digest WHERE number = 1", URL),
        ("UPDATE records SET url = 'https://paper.example/other' WHERE number = 1", "000001.warc.gz, byte "),
        ("UPDATE records SET at = at + 1 WHERE number = 1", "000001.warc.gz, byte "),
        ("UPDATE records SET id = 'urn:uuid:7' WHERE number = 1", "000001.warc.gz, byte "),
        ("UPDATE records SET digest = 'x' || digest WHERE kind = 'revisit'", "000001.warc.gz, byte "),
        ("UPDATE records SET start = start + 1 WHERE number = 2", "000001.warc.gz, byte "),
        ("UPDATE current SET light = x'90'", "https://paper.example/soup"),
        ("UPDATE current SET published = 7", "https://paper.example/soup"),
        ("DELETE FROM shown", "https://paper.example/soup"),
        ("UPDATE pictures SET digest = '4f2c'", PICTURE),
        ("PRAGMA foreign_keys = OFF; DELETE FROM contents", "archive.sqlite"),
    ],
)
def test_a_row_that_does_not_agree_is_named(full: Archive, change: str, subject: str) -> None:
    full.connection.executescript(change)
    assert any(failure.subject.startswith(subject) for failure in found(full))
    assert all(failure.hint for failure in found(full))


@pytest.mark.parametrize("change", ["UPDATE contents SET data = x'28b52ffd'", "UPDATE current SET light = x'90'"])
def test_what_follows_from_captures_is_mended_by_reading_them_again(full: Archive, change: str) -> None:
    full.write(change)
    assert {failure.hint.partition(":")[0] for failure in found(full)} == {"run `tamizdat extract --again`"}
    for hours, text in enumerate(("of a mirror", "of a mirror, edited")):
        keep(full, text, url="https://paper.example/soup", at=NOW + hours * HOUR, lead=Image(LINKED))
    assert found(full) == []


def test_each_page_of_the_database_is_checked(full: Archive) -> None:
    full.close()
    path = full.folder / FILE
    whole = path.read_bytes()
    for page in range(0, len(whole), 4096):
        path.write_bytes(whole[:page] + b"\xff" * 4096 + whole[page + 4096 :])
        try:
            with Archive(full.folder, now=lambda: NOW, readonly=True) as damaged:
                failures = found(damaged)
        except ArchiveError as error:
            failures = [Failure(stage="open", subject=FILE, message=error.message, hint=error.hint)]
        assert failures, f"page {page // 4096} of {len(whole) // 4096} was overwritten"
        assert all(failure.hint for failure in failures)


def test_progress_is_told(archive: Archive) -> None:
    for number in range(60):
        keep(archive, "text", url=f"https://paper.example/{number}")
    told: list[tuple[int, int]] = []
    assert list(archive.check(lambda done, total: told.append((done, total)))) == []
    assert {total for _, total in told} == {240}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] <= 240
