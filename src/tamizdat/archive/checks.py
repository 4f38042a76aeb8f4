"""Read every byte of the archive and say what is not as it was written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tamizdat.archive.warc import Location
from tamizdat.errors import ArchiveError
from tamizdat.model import Failure, digest

if TYPE_CHECKING:
    from tamizdat.archive import Archive

BACKUP = "bring it back from a backup of the archive"
STEP = 50


def check(archive: Archive, progress: Callable[[int, int], None] | None = None) -> Iterator[Failure]:
    """Each thing that is damaged or missing; nothing where all is well."""
    total = sum(archive.counts()[name] for name in ("captures", "revisions", "pictures"))
    done = 0
    for faults in (_database(archive), _records(archive), _captures(archive), _contents(archive), _pictures(archive)):
        for subject, fault in faults:
            done += 1
            if progress and done % STEP == 0:
                progress(min(done, total), total)
            if fault:
                yield Failure(stage="check", subject=subject, message=fault, hint=BACKUP, at=archive.now())


def _database(archive: Archive) -> Iterator[tuple[str, str]]:
    for (line,) in archive.rows("PRAGMA integrity_check"):
        if line != "ok":
            yield "archive.sqlite", line
    for table, row, parent, _ in archive.rows("PRAGMA foreign_key_check"):
        yield "archive.sqlite", f"row {row} of {table} names a row of {parent} that is not there"


def _records(archive: Archive) -> Iterator[tuple[str, str]]:
    for number, length in archive.rows("SELECT file, length FROM files_of_records ORDER BY file"):
        path = archive.records.path(number)
        if not path.exists():
            yield path.name, "is missing"
        elif path.stat().st_size < length:
            yield path.name, f"is cut short: {path.stat().st_size:,} bytes of {length:,}"
    query = "SELECT url, file, start, length, kind, digest FROM records ORDER BY file, start"
    for url, file, start, length, kind, name in archive.rows(query):
        subject = f"{archive.records.path(file).name}, byte {start} ({url})"
        try:
            record = archive.records.read(Location(file, start, length))
            whole = kind == "revisit" or digest(record.raw_stream.read()) == name
            yield subject, "" if whole else "its bytes are not those that were kept"
        except (ArchiveError, OSError) as error:
            yield subject, str(error)


def _captures(archive: Archive) -> Iterator[tuple[str, str]]:
    for id, url in archive.rows("SELECT id, url FROM captures ORDER BY number"):
        try:
            archive.capture(id)
            yield url, ""
        except (ArchiveError, OSError) as error:
            yield url, str(error)


def _contents(archive: Archive) -> Iterator[tuple[str, str]]:
    for (name,) in archive.rows("SELECT digest FROM contents ORDER BY digest"):
        try:
            archive.content(name)
            yield name, ""
        except ArchiveError as error:
            yield name, error.message


def _pictures(archive: Archive) -> Iterator[tuple[str, str]]:
    for url, picture in sorted(archive.pictures().items()):
        path = archive.blob(picture.digest)
        if not path.exists():
            yield url, "its picture is missing"
        else:
            yield url, "" if digest(path.read_bytes()) == picture.digest else "its picture was altered"
