"""One file that is ours, brought up to date, and all or nothing of what is written to it."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from archive.samples import NOW, URL, capture, exchange, keep
from warcio.archiveiterator import ArchiveIterator

from tamizdat.archive import Archive
from tamizdat.archive.database import FILE, moment, stored
from tamizdat.archive.record import response
from tamizdat.archive.schema import APPLICATION, MIGRATIONS
from tamizdat.errors import ArchiveError
from tamizdat.model import EPOCH, Exchange

# A press that keeps one page for good, writes a second, and is killed before it can say so.
KILLED = """
import sys, time
from pathlib import Path
from archive.samples import NOW, capture, exchange
from tamizdat.archive import Archive
archive = Archive(Path(sys.argv[1]), now=lambda: NOW)
with archive.transaction():
    archive.record(exchange(b"kept"))
    archive.add_capture(capture(b"kept"))
with archive.transaction():
    for number in range(20):
        archive.record(exchange(b"lost", url=f"https://paper.example/{number}"))
        archive.add_capture(capture(b"lost", url=f"https://paper.example/{number}"))
    print("writing", flush=True)
    time.sleep(60)
"""


def opened(folder: Path, *, readonly: bool = False) -> Archive:
    return Archive(folder, now=lambda: NOW, readonly=readonly)


def of_another_press(folder: Path, *statements: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(folder / FILE)
    for statement in statements:
        connection.executescript(statement)
    connection.commit()
    connection.close()


def older(folder: Path, version: int) -> None:
    """An archive as the first `version` migrations made it."""
    marks = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {version}"
    of_another_press(folder, *MIGRATIONS[:version], marks)


def schema(folder: Path) -> list[tuple[str, ...]]:
    with sqlite3.connect(folder / FILE) as connection:
        return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").fetchall()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("application_id", APPLICATION),
        ("user_version", len(MIGRATIONS)),
    ],
)
def test_the_database_is_set_up_to_lose_nothing(archive: Archive, pragma: str, value: object) -> None:
    assert archive.row(f"PRAGMA {pragma}") == (value,)


def test_file_knows_whose_database_it_is(archive: Archive) -> None:
    archive.close()
    assert (archive.folder / FILE).read_bytes()[68:72] == b"TMZD"


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_an_older_archive_is_brought_up_to_date(tmp_path: Path, version: int) -> None:
    older(tmp_path / "old", version)
    of_another_press(tmp_path / "old", "INSERT INTO seen VALUES ('4f2c')")
    with opened(tmp_path / "old") as archive, opened(tmp_path / "new"):
        assert archive.seen_body("4f2c")
        assert archive.row("PRAGMA user_version") == (len(MIGRATIONS),)
    assert schema(tmp_path / "old") == schema(tmp_path / "new")


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(tmp_path).close()
    before = schema(tmp_path)
    broken = (*MIGRATIONS, "CREATE TABLE more (number INTEGER); CREATE TABLE more (number INTEGER)")
    monkeypatch.setattr("tamizdat.archive.database.MIGRATIONS", broken)
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        opened(tmp_path)
    assert schema(tmp_path) == before


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        ((f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = 999",), "written by a newer version"),
        (("PRAGMA application_id = 1",), "a database of another program"),
        (("PRAGMA user_version = 1",), "a database of another program"),
        (("CREATE TABLE bookmarks (url TEXT)",), "a database of another program"),
    ],
    ids=["newer", "other id", "other version", "other tables"],
)
@pytest.mark.parametrize("readonly", [False, True])
def test_what_is_not_ours_is_refused_and_left_alone(
    tmp_path: Path, statements: tuple[str, ...], said: str, readonly: bool
) -> None:
    of_another_press(tmp_path, *statements)
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(ArchiveError, match=said) as caught:
        opened(tmp_path, readonly=readonly)
    assert caught.value.hint
    assert (tmp_path / FILE).read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("readonly", [False, True])
def test_a_file_that_is_no_database_is_damage(tmp_path: Path, readonly: bool) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(ArchiveError, match="file is not a database") as caught:
        opened(tmp_path, readonly=readonly)
    assert "backup" in caught.value.hint


def test_a_reader_needs_an_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive") as caught:
        opened(tmp_path / "none", readonly=True)
    assert "gather or import" in caught.value.hint
    assert not (tmp_path / "none").exists()


def test_a_reader_does_not_bring_it_up_to_date(tmp_path: Path) -> None:
    older(tmp_path, 1)
    with pytest.raises(ArchiveError, match="written by an older version") as caught:
        opened(tmp_path, readonly=True)
    assert "tamizdat extract" in caught.value.hint


def test_a_reader_reads_while_a_writer_writes(archive: Archive) -> None:
    keep(archive, "first")
    with opened(archive.folder, readonly=True) as reader, archive.transaction():
        keep(archive, "second", url="https://paper.example/second")
        archive.records.append(response(exchange(b"not told of"), "urn:uuid:9", {}))
        assert reader.counts()["articles"] == 1
        assert reader.capture(capture(b"first").id).body == b"first"
    assert archive.counts()["articles"] == 2


def test_a_reader_writes_nothing(archive: Archive) -> None:
    with opened(archive.folder, readonly=True) as reader, pytest.raises(ArchiveError, match="readonly"):
        reader.mark_seen(["4f2c"])


def test_two_writers_do_not_mix(archive: Archive) -> None:
    with opened(archive.folder) as other:
        keep(archive, "one", url="https://paper.example/1")
        keep(other, "two", url="https://paper.example/2")
        keep(archive, "three", url="https://paper.example/3")
        assert [other.capture(id).body for id in other.to_extract(["paper"], again=True)] == [b"one", b"two", b"three"]
        assert list(other.check()) == []


def test_a_second_writer_waits_and_cuts_nothing_off(archive: Archive) -> None:
    with archive.transaction():
        archive.record(exchange(b"one"))
        with pytest.raises(ArchiveError, match="locked") as caught:
            _impatient(archive.folder)
    assert "another process" in caught.value.hint
    assert list(archive.check()) == []


def test_captures_without_their_database_are_not_taken_for_leftovers(archive: Archive) -> None:
    keep(archive, "first")
    archive.close()
    before = archive.records.path(1).read_bytes()
    for file in archive.folder.glob("archive.sqlite*"):
        file.unlink()
    for _ in range(2):
        with pytest.raises(ArchiveError, match=r"no archive\.sqlite that knows them") as caught:
            opened(archive.folder)
    assert "backup" in caught.value.hint
    assert archive.records.path(1).read_bytes() == before


def test_a_killed_writer_leaves_what_it_had_said(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, cwd=TESTS) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"writing\n"
        grown = (tmp_path / "captures" / "000001.warc.gz").stat().st_size
        writer.send_signal(signal.SIGKILL)
    with opened(tmp_path, readonly=True) as reader:
        assert list(reader.check()) == []
    assert (tmp_path / "captures" / "000001.warc.gz").stat().st_size == grown
    with opened(tmp_path) as archive:
        assert archive.records.path(1).stat().st_size < grown
        assert [archive.capture(id).body for id in archive.to_extract(["paper"])] == [b"kept"]
        assert archive.counts()["captures"] == 1
        keep(archive, "after", url="https://paper.example/after")
        assert list(archive.check()) == []


def test_a_full_disk_loses_nothing_that_was_kept(archive: Archive) -> None:
    keep(archive, "before")
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (archive.records.path(1).stat().st_size + 2000, most))
    try:
        with pytest.raises(ArchiveError, match="cannot be written: File too large"):
            archive.record(_large())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert list(archive.check()) == []
    archive.record(_large())
    keep(archive, "after", url="https://paper.example/after")
    assert list(archive.check()) == []
    assert archive.counts()["captures"] == 2


def test_a_full_disk_under_the_database_is_named(archive: Archive) -> None:
    archive.connection.execute(f"PRAGMA max_page_count = {archive.row('PRAGMA page_count')[0]}")
    with pytest.raises(ArchiveError, match="is full") as caught, archive.transaction():
        archive.record(exchange(b"page"))
        for number in range(1000):
            archive.mark_seen([f"{number:0100}"])
    assert "make room" in caught.value.hint
    archive.connection.execute("PRAGMA max_page_count = 1000000")
    assert archive.row("SELECT count(*) FROM records") == (0,)
    assert archive.records.numbers() == []
    keep(archive, "after")
    assert list(archive.check()) == []


@pytest.mark.parametrize("inner", [False, True])
def test_what_fails_is_undone_whole(archive: Archive, inner: bool) -> None:
    with pytest.raises(ZeroDivisionError), archive.transaction():
        archive.mark_seen(["one"])
        archive.record(exchange(b"one"))
        if inner:
            with archive.transaction():
                archive.mark_seen(["two"])
                _ = 1 / 0
        _ = 1 / 0
    assert not archive.seen_body("one")
    assert not archive.seen_body("two")
    assert archive.records.numbers() == []


def test_a_part_that_fails_leaves_the_rest(archive: Archive) -> None:
    keep(archive, "before")
    with archive.transaction():
        archive.record(exchange(b"one", url="https://paper.example/1"))
        with pytest.raises(ZeroDivisionError), archive.transaction():
            archive.mark_seen(["two"])
            archive.record(exchange(b"two", url="https://paper.example/2"))
            with archive.transaction():
                archive.record(exchange(b"three", url="https://paper.example/3"))
            _ = 1 / 0
        archive.record(exchange(b"four", url="https://paper.example/4"))
    assert not archive.seen_body("two")
    addresses = [url for (url,) in archive.rows("SELECT url FROM records ORDER BY number")]
    assert addresses == [URL, "https://paper.example/1", "https://paper.example/4"]
    assert told_of(archive.records.path(1)) == addresses
    assert list(archive.check()) == []


def test_a_part_that_fails_last_does_too(archive: Archive) -> None:
    with archive.transaction():
        archive.record(exchange(b"one"))
        with pytest.raises(ZeroDivisionError), archive.transaction():
            archive.record(exchange(b"two", url="https://paper.example/2"))
            _ = 1 / 0
    archive.close()
    with opened(archive.folder) as again:
        assert told_of(again.records.path(1)) == [URL]
        assert list(again.check()) == []


def test_bodies_are_on_disk_before_their_rows(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.record(exchange(b"one"))
    told: list[tuple[str, int]] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        with opened(archive.folder, readonly=True) as reader:
            [rows] = reader.row("SELECT count(*) FROM records")
        told.append((Path(f"/proc/self/fd/{descriptor}").readlink().name, rows))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    archive.record(exchange(b"two"))
    assert told == [("000001.warc.gz", 1)]
    assert archive.row("SELECT count(*) FROM records") == (2,)


def test_a_broken_promise_between_tables_is_refused(archive: Archive) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        archive.write("INSERT INTO readings VALUES (7, 'id', 0, '4f2c', '', '{}', 0)")


def test_times_are_kept_to_the_microsecond() -> None:
    at = NOW.replace(microsecond=123_457)
    assert moment(stored(at)) == at
    assert moment(stored(EPOCH.replace(year=1900))) == EPOCH.replace(year=1900)
    assert moment(stored(None)) is None


TESTS = Path(__file__).resolve().parents[1]


def told_of(path: Path) -> list[str]:
    """The addresses of all pages in a WARC file."""
    with path.open("rb") as file:
        found = [(each.rec_type, each.rec_headers.get_header("WARC-Target-URI")) for each in ArchiveIterator(file)]
    return [url for kind, url in found if kind in ("response", "resource")]


def _impatient(folder: Path) -> None:
    """Open for writing, without half a minute of patience."""
    connect = sqlite3.connect
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", lambda *names, **more: connect(*names, **(more | {"timeout": 0.01})))
        opened(folder)


def _large() -> Exchange:
    return exchange(bytes(range(256)) * 1000 + Path(__file__).read_bytes(), url="https://paper.example/large")
