"""Read every byte of the archive and say what is not as it was written down."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from tamizdat.archive.database import moment_of
from tamizdat.archive.record import tells, unpack_all
from tamizdat.archive.revisions import AGAIN
from tamizdat.archive.warc import Location
from tamizdat.errors import ArchiveError
from tamizdat.model import Digest, Failure, capture_id, digest

if TYPE_CHECKING:
    from tamizdat.archive import Archive

BACKUP = "bring it back from a backup of the archive"
STEP = 50
# Each row of these is one thing to be looked at.
TABLES = ("records", "captures", "contents", "current", "pictures")

# What was looked at, what is wrong with it (empty if nothing is), and what may be done.
Found: TypeAlias = tuple[str, str, str]


def check(archive: Archive, progress: Callable[[int, int], None] | None = None) -> Iterator[Failure]:
    """Each thing that is damaged or missing; nothing where all is well."""
    done, total = 0, 0
    try:
        total = sum(archive.row(f"SELECT count(*) FROM {table}")[0] for table in TABLES)  # noqa: S608  # constants
        for subject, fault, hint in _everything(archive):
            done += 1
            if progress and done % STEP == 0:
                progress(min(done, total), total)
            if fault:
                yield Failure(stage="check", subject=subject, message=fault, hint=hint, at=archive.now())
    except ArchiveError as error:
        # The database itself cannot be read, so nothing that it knows can be looked for.
        yield Failure(stage="check", subject="archive.sqlite", message=error.message, hint=error.hint, at=archive.now())


def _everything(archive: Archive) -> Iterator[Found]:
    yield from _database(archive)
    yield from _records(archive)
    yield from _captures(archive)
    yield from _contents(archive)
    yield from _current(archive)
    yield from _pictures(archive)


def _database(archive: Archive) -> Iterator[Found]:
    for (line,) in archive.rows("PRAGMA integrity_check"):
        if line != "ok":
            yield "archive.sqlite", line, BACKUP
    for table, row, parent, _ in archive.rows("PRAGMA foreign_key_check"):
        yield "archive.sqlite", f"row {row} of {table} names a row of {parent} that is not there", BACKUP


def _records(archive: Archive) -> Iterator[Found]:
    for number, length in archive.rows("SELECT file, length FROM files_of_records ORDER BY file"):
        path = archive.records.path(number)
        try:
            there = path.stat().st_size
        except FileNotFoundError:
            yield path.name, "is missing", BACKUP
            continue
        if there < length:
            yield path.name, f"is cut short: {there:,} bytes of {length:,}", BACKUP
        with path.open("rb") as file:
            yield from _file(archive, number, file, length)


def _file(archive: Archive, number: int, file: BinaryIO, end: int) -> Iterator[Found]:
    """The records that have a row, and what stands between them: requests, and what the file says of itself."""
    name, at = archive.records.path(number).name, 0
    query = "SELECT start, length, id, url, at, kind, digest FROM records WHERE file = ? ORDER BY start"
    for start, length, *row in archive.rows(query, (number,)):
        yield f"{name}, byte {at}", _fault_between(file, at, start), BACKUP
        yield f"{name}, byte {start} ({row[1]})", _fault(archive, Location(number, start, length), *row), BACKUP
        at = start + length
    yield f"{name}, byte {at}", _fault_between(file, at, end), BACKUP


def _fault_between(file: BinaryIO, start: int, end: int) -> str:
    file.seek(start)
    data = file.read(max(0, end - start))
    try:
        for _ in unpack_all(data):
            pass
    except (ValueError, zlib.error) as error:
        return f"a record is damaged: {error}"
    return "" if len(data) == end - start else "a record is missing"


def _fault(archive: Archive, where: Location, id: str, url: str, at: int, kind: str, name: Digest) -> str:
    """What is wrong with a record, or with the row that tells of it."""
    try:
        record = archive.records.read(where)
    except ArchiveError as error:
        return error.message
    if kind != "revisit" and digest(record.payload) != name:
        return "its bytes are not those that were kept"
    return "" if tells(record, id, url, moment_of(at), kind, name) else "its row does not agree with it"


def _captures(archive: Archive) -> Iterator[Found]:
    for id, url, at in archive.rows("SELECT id, url, captured_at FROM captures ORDER BY number"):
        fault = "" if id == capture_id(url, moment_of(at)) else "its row was altered"
        try:
            archive.capture(id)
        except ArchiveError as error:
            fault = error.message
        yield url, fault, BACKUP


def _contents(archive: Archive) -> Iterator[Found]:
    for (name,) in archive.rows("SELECT digest FROM contents ORDER BY digest"):
        try:
            archive.content(name)
            yield name, "", ""
        except ArchiveError as error:
            yield name, error.message, error.hint


def _current(archive: Archive) -> Iterator[Found]:
    for id, url in archive.rows("SELECT id, url FROM current ORDER BY id"):
        with suppress(ArchiveError):  # it has been told of among the contents
            yield url, "" if archive.agrees(id) else "its row does not agree with what was read", AGAIN


def _pictures(archive: Archive) -> Iterator[Found]:
    for url, picture in sorted(archive.pictures().items()):
        try:
            whole = digest(archive.blob(picture.digest).read_bytes()) == picture.digest
            yield url, "" if whole else "its picture was altered", BACKUP
        except OSError:
            yield url, "its picture is missing", BACKUP
