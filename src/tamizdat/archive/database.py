"""The one connection to the archive's database, and what all its tables share."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias, TypeVar

from tamizdat.archive.blobs import Blobs, make_folder
from tamizdat.archive.schema import APPLICATION, MIGRATIONS
from tamizdat.archive.warc import WarcFiles
from tamizdat.errors import ArchiveError
from tamizdat.model import EPOCH

Self = TypeVar("Self", bound="Database")
Values: TypeAlias = Sequence[Any] | dict[str, Any]
FILE = "archive.sqlite"
MICROSECOND = timedelta(microseconds=1)
DAMAGE = "bring back a backup of the archive; `tamizdat check` says what else is damaged"
# What SQLite says (by its primary code) when the file or the disk is at fault, and not we.
HINTS = {
    sqlite3.SQLITE_CORRUPT: DAMAGE,
    sqlite3.SQLITE_NOTADB: DAMAGE,
    sqlite3.SQLITE_IOERR: "is the disk well? `tamizdat check` says what is damaged",
    sqlite3.SQLITE_FULL: "make room on the disk; nothing that was kept is lost",
    sqlite3.SQLITE_BUSY: "another process works there; wait until it has ended",
    sqlite3.SQLITE_READONLY: "may we write there?",
    sqlite3.SQLITE_CANTOPEN: "may we read and write there?",
}


class Database:
    """Tables, WARC files and blobs of one folder; every part of `Archive` stands on it."""

    def __init__(self, folder: Path, *, now: Callable[[], datetime], readonly: bool = False) -> None:
        self.folder = folder
        self.file = folder / FILE
        self.now = now
        self.records = WarcFiles(folder / "captures", now)
        self.blobs = Blobs(folder / "blobs")
        if not readonly:
            make_folder(folder)
        elif not self.file.exists():
            raise ArchiveError(f"there is no archive in {folder}", "gather or import something first")
        with self._explained():
            self.connection = _connect(self.file, readonly)
            try:
                self._settle(readonly)
            except BaseException:
                self.connection.close()
                raise

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave everything as it is on disk."""
        self.records.close()
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is written inside; the same for a part of another transaction.

        The bodies are on disk before the rows that tell of them.
        """
        if self.connection.in_transaction:
            with self._part():
                yield
            return
        self._do("BEGIN IMMEDIATE")
        try:
            yield
            for file, length in self.records.sync().items():
                self._do("INSERT OR REPLACE INTO files_of_records VALUES (?, ?)", (file, length))
            self._do("COMMIT")
        except BaseException:
            # On a full disk SQLite has rolled back already.
            if self.connection.in_transaction:
                self._do("ROLLBACK")
            self._cut_back()
            raise

    def rows(self, query: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._explained():
            return self.connection.execute(query, values).fetchall()

    def row(self, query: str, values: Values = ()) -> tuple[Any, ...]:
        """The first row of a query; empty if there is none."""
        with self._explained():
            return self.connection.execute(query, values).fetchone() or ()

    def write(self, query: str, values: Values = ()) -> sqlite3.Cursor:
        """One change, in a transaction."""
        with self.transaction():
            return self._do(query, values)

    def write_all(self, query: str, values: Iterable[Sequence[Any]]) -> None:
        """The same change for many, in a transaction."""
        with self.transaction(), self._explained():
            self.connection.executemany(query, values)

    @contextmanager
    def _part(self) -> Iterator[None]:
        before = dict(self.records.grown)
        self._do("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self.connection.in_transaction:
                self._do("ROLLBACK TO part")
                self._do("RELEASE part")
                self._cut_back(before)
            raise
        self._do("RELEASE part")

    def _cut_back(self, grown: dict[int, int] | None = None) -> None:
        """Take away the records that no row tells of; `grown` says how far those of an open transaction reach."""
        grown = grown or {}
        self.records.cut_back(dict(self.rows("SELECT file, length FROM files_of_records")) | grown)
        self.records.grown = grown

    def _settle(self, readonly: bool) -> None:
        """See whose database it is; bring it up to date, and take away what an interrupted run left behind."""
        version = self._version()
        if readonly:
            if version < len(MIGRATIONS):
                hint = "run `tamizdat extract`: it brings the archive up to date"
                raise ArchiveError(f"{self.file} was written by an older version of Tamizdat", hint)
            return
        if not version and self.records.numbers():
            # They would be deleted as the beginnings of an interrupted run.
            raise ArchiveError(
                f"{self.folder} holds captures, but no {FILE} that knows them",
                "bring it back from a backup; or move captures/ elsewhere and have `tamizdat import` read it",
            )
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
            self._do(f"PRAGMA {pragma}")
        for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
            self.connection.executescript(
                f"BEGIN IMMEDIATE; {script}; PRAGMA application_id = {APPLICATION};"
                f" PRAGMA user_version = {number}; COMMIT"
            )
        # Nobody else is in the middle of writing while this transaction lasts.
        with self.transaction():
            self._cut_back()

    def _version(self) -> int:
        """How many migrations the database has seen. Raises `ArchiveError` where it is not ours to read."""
        [application] = self.row("PRAGMA application_id")
        [version] = self.row("PRAGMA user_version")
        if application != APPLICATION and (application or version or self.row("SELECT 1 FROM sqlite_master")):
            raise ArchiveError(f"{self.file} is a database of another program", "name another folder with archive = …")
        if version > len(MIGRATIONS):
            hint = "install that version or a later one"
            raise ArchiveError(f"{self.file} was written by a newer version of Tamizdat", hint)
        return int(version)

    def _do(self, query: str, values: Values = ()) -> sqlite3.Cursor:
        with self._explained():
            return self.connection.execute(query, values)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """What SQLite says of a bad file or disk as an `ArchiveError`; a bug of ours as it is."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            hint = HINTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
            if not hint:
                raise
            raise ArchiveError(f"{self.file}: {error}", hint) from error


def _connect(file: Path, readonly: bool) -> sqlite3.Connection:
    mode = "ro" if readonly else "rwc"
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=30)


def moment(number: int | None) -> datetime | None:
    """A time as it is stored: microseconds since 1970."""
    return None if number is None else EPOCH + number * MICROSECOND


def moment_of(number: int) -> datetime:
    """A time that must be there."""
    return EPOCH + number * MICROSECOND


def stored(at: datetime | None) -> int | None:
    """A time to be stored, to the microsecond."""
    return None if at is None else (at.astimezone(UTC) - EPOCH) // MICROSECOND
