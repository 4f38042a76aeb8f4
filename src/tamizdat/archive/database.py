"""The one connection to the archive's database, and what all its tables share."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from tamizdat.archive.blobs import Blobs
from tamizdat.archive.schema import APPLICATION, MIGRATIONS
from tamizdat.archive.warc import WarcFiles
from tamizdat.errors import ArchiveError
from tamizdat.model import EPOCH

Self = TypeVar("Self", bound="Database")
MICROSECOND = timedelta(microseconds=1)


class Database:
    """Tables, WARC files and blobs of one folder; every part of `Archive` stands on it."""

    def __init__(self, folder: Path, *, now: Callable[[], datetime], readonly: bool = False) -> None:
        self.folder = folder
        self.now = now
        self.readonly = readonly
        self._depth = 0
        if readonly and not (folder / "archive.sqlite").exists():
            raise ArchiveError(f"there is no archive in {folder}", "gather or import something first")
        if not readonly:
            folder.mkdir(parents=True, exist_ok=True)
        self.connection = _connect(folder / "archive.sqlite", readonly)
        self.records = WarcFiles(folder / "captures")
        self.blobs = Blobs(folder / "blobs")
        if not readonly:
            self._cut_back()

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
        """All or nothing of what is written inside; within another one, a part of it.

        The bodies are on disk before the rows that tell of them.
        """
        if self._depth:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
            self._remember_lengths()
            self.connection.execute("COMMIT")
        except BaseException:
            self.connection.execute("ROLLBACK")
            self._cut_back()
            raise
        finally:
            self._depth -= 1

    def rows(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(query, values).fetchall()

    def row(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> tuple[Any, ...]:
        """The first row of a query; empty if there is none."""
        return self.connection.execute(query, values).fetchone() or ()

    def write(self, query: str, values: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """One change, in a transaction."""
        with self.transaction():
            return self.connection.execute(query, values)

    def write_all(self, query: str, values: Iterable[Sequence[Any]]) -> None:
        """The same change for many, in a transaction."""
        with self.transaction():
            self.connection.executemany(query, values)

    def _remember_lengths(self) -> None:
        for file, length in self.records.sync():
            self.connection.execute("INSERT OR REPLACE INTO files_of_records VALUES (?, ?)", (file, length))

    def _cut_back(self) -> None:
        self.records.cut_back(dict(self.rows("SELECT file, length FROM files_of_records")))


def moment(number: int | None) -> datetime | None:
    """A time as it is stored: microseconds since 1970."""
    return None if number is None else EPOCH + number * MICROSECOND


def moment_of(number: int) -> datetime:
    """A time that must be there."""
    return EPOCH + number * MICROSECOND


def stored(at: datetime | None) -> int | None:
    """A time to be stored, to the microsecond."""
    return None if at is None else (at.astimezone(UTC) - EPOCH) // MICROSECOND


def _connect(file: Path, readonly: bool) -> sqlite3.Connection:
    try:
        mode = "ro" if readonly else "rwc"
        connection = sqlite3.connect(
            f"{file.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=30
        )
        connection.execute("PRAGMA foreign_keys = ON")
        if not readonly:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection, file, readonly)
    except sqlite3.DatabaseError as error:
        hint = "bring back a backup of the archive; `tamizdat check` says what else is damaged"
        raise ArchiveError(f"{file} cannot be read: {error}", hint) from error
    return connection


def _migrate(connection: sqlite3.Connection, file: Path, readonly: bool) -> None:
    [application] = connection.execute("PRAGMA application_id").fetchone()
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if application not in (0, APPLICATION) or (not application and version):
        raise ArchiveError(f"{file} is a database of another program", "name another folder with `archive = …`")
    if version > len(MIGRATIONS):
        raise ArchiveError(f"{file} was written by a newer version of Tamizdat", "install that version or a later one")
    if readonly:
        return
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {script}; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {number}; COMMIT"
        )
