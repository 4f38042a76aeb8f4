"""WARC files grow at their end, and only by what is told of."""

from __future__ import annotations

import random
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from archive.samples import NOW, exchange
from warcio.archiveiterator import ArchiveIterator

from tamizdat.archive import warc
from tamizdat.archive.record import Record, response
from tamizdat.archive.warc import Location, WarcFiles
from tamizdat.errors import ArchiveError


@pytest.fixture
def files(tmp_path: Path) -> Iterator[WarcFiles]:
    opened = WarcFiles(tmp_path / "captures", lambda: NOW)
    yield opened
    opened.close()


def record(number: int = 1, body: bytes = b"body") -> Record:
    return response(exchange(body), f"urn:uuid:{number}", {})


def kinds(path: Path) -> list[str]:
    """What warcio finds in a file, every digest confirmed."""
    with path.open("rb") as file:
        return [found.rec_type for found in ArchiveIterator(file, check_digests="raise")]


def test_a_file_begins_with_what_it_is(files: WarcFiles) -> None:
    files.append(record())
    assert kinds(files.path(1)) == ["warcinfo", "response"]


def test_a_record_is_read_back_by_its_place(files: WarcFiles) -> None:
    places = [files.append(record(number, b"%d" % number)) for number in range(5)]
    assert [files.read(place).payload for place in places] == [b"0", b"1", b"2", b"3", b"4"]


def test_sync_tells_how_long_each_file_is(files: WarcFiles) -> None:
    files.append(record())
    assert files.sync() == {1: files.path(1).stat().st_size}
    assert files.sync() == {}


def test_a_full_file_is_followed_by_another(files: WarcFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "ROTATION", 1000)
    places = [files.append(record(number)) for number in range(6)]
    grown = files.sync()
    assert files.numbers() == sorted({place.file for place in places}) == sorted(grown)
    assert len(grown) > 1
    assert all(kinds(files.path(number))[0] == "warcinfo" for number in grown)
    assert [files.read(place).id for place in places] == [f"urn:uuid:{number}" for number in range(6)]


def test_a_full_file_gets_nothing_more_after_a_pause(files: WarcFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    files.append(record())
    lengths = files.sync()
    monkeypatch.setattr(warc, "ROTATION", lengths[1])
    later = WarcFiles(files.folder, lambda: NOW)
    later.cut_back(lengths)
    assert later.append(record(2)).file == 2
    assert files.path(1).stat().st_size == lengths[1]
    later.close()


def test_what_was_not_told_of_is_cut_back(files: WarcFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = files.append(record())
    lengths = dict(files.sync())
    monkeypatch.setattr(warc, "ROTATION", 1000)
    for number in range(6):
        files.append(record(number))
    files.cut_back(lengths)
    assert files.numbers() == [1]
    assert files.path(1).stat().st_size == lengths[1]
    assert files.read(kept).id == "urn:uuid:1"
    assert files.append(record(9)).start == lengths[1]


@pytest.mark.parametrize("left", [0, 10], ids=["missing", "short"])
def test_a_file_that_lost_bytes_waits_for_its_backup(files: WarcFiles, left: int) -> None:
    files.append(record())
    lengths = dict(files.sync())
    files.path(1).write_bytes(files.path(1).read_bytes()[:left])
    if not left:
        files.path(1).unlink()
    files.cut_back(lengths)
    assert files.append(record(2)).file == 2


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Location(1, 3, 50), "damaged"),
        (Location(7, 0, 50), "No such file"),
        (Location(1, 0, 20), "ends too early"),
        (Location(1, 0, 100_000), "bytes of 100,000"),
    ],
)
def test_a_place_without_a_record_is_an_error(files: WarcFiles, place: Location, said: str) -> None:
    files.append(record())
    with pytest.raises(ArchiveError, match="a capture is damaged") as caught:
        files.read(place)
    assert said in caught.value.message
    assert "tamizdat check" in caught.value.hint


def test_half_a_record_does_not_stay(files: WarcFiles) -> None:
    files.append(record())
    before = files.path(1).read_bytes()
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, most))
    try:
        with pytest.raises(ArchiveError, match="cannot be written: File too large"):
            files.append(record(2, random.Random(7).randbytes(10_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert files.path(1).read_bytes() == before
    assert files.append(record(3)).start == len(before)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "captures").write_text("in the way")
    with pytest.raises(ArchiveError, match="cannot be written") as caught:
        WarcFiles(tmp_path / "captures", lambda: NOW).append(record())
    assert "room on the disk" in caught.value.hint
