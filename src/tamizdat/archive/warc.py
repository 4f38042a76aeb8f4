"""WARC files: one gzip member a record, so that any web-archive tool reads them without us."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from io import FileIO
from pathlib import Path

from msgspec import Struct

from tamizdat.archive.blobs import make_folder, sync
from tamizdat.archive.record import Record, information, pack, unpack
from tamizdat.errors import ArchiveError

# A new file is begun after so many bytes, as the standard recommends.
ROTATION = 1_000_000_000


class Location(Struct, frozen=True):
    """Where a record lies: number of its file, first byte, number of bytes."""

    file: int
    start: int
    length: int


class WarcFiles:
    """`000001.warc.gz` and on, in a folder; the last one is open for writing."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self.folder = folder
        self.now = now
        # How long each file is that grew since the last `sync`.
        self.grown: dict[int, int] = {}
        self._open: FileIO | None = None
        self._number = 1

    def path(self, number: int) -> Path:
        """The file of a number."""
        return self.folder / f"{number:06}.warc.gz"

    def numbers(self) -> list[int]:
        """The files that are there."""
        return sorted(int(file.name[:6]) for file in self.folder.glob("[0-9]*.warc.gz"))

    def append(self, record: Record) -> Location:
        """Write a record at the end, whole or not at all; durable after `sync`. Raises `ArchiveError`."""
        data = pack(record)
        try:
            file = self._writable()
            start = file.seek(0, os.SEEK_END)
            try:
                _write(file, data)
            except OSError:
                file.truncate(start)
                raise
        except OSError as error:
            raise ArchiveError(
                f"{self.path(self._number)} cannot be written: {error.strerror}",
                "is there room on the disk, and may we write there?",
            ) from error
        self.grown[self._number] = start + len(data)
        return Location(self._number, start, len(data))

    def sync(self) -> Mapping[int, int]:
        """Make all that was appended durable; the new length of each file that grew."""
        for number in self.grown:
            sync(self.path(number))
        grown, self.grown = self.grown, {}
        return grown

    def cut_back(self, lengths: Mapping[int, int]) -> None:
        """Drop what was appended and never told of: a run was cut off there. `lengths` says how far each file is ours.

        A file that is shorter waits for its backup: it is never written to again.
        """
        self.close()
        for number in self.numbers():
            path, length = self.path(number), lengths.get(number, 0)
            if length == 0:
                path.unlink()
            elif path.stat().st_size > length:
                os.truncate(path, length)
        self._number = max(lengths, default=1)
        if self._number in lengths and self._length(self._number) < lengths[self._number]:
            self._number += 1

    def read(self, location: Location) -> Record:
        """One record, its digest confirmed. Raises `ArchiveError`."""
        try:
            with self.path(location.file).open("rb") as file:
                file.seek(location.start)
                record, length = unpack(file.read(location.length))
            if length != location.length:
                raise ValueError(f"it has {length:,} bytes of {location.length:,}")
        except (OSError, ValueError, zlib.error) as error:
            where = f"{self.path(location.file).name} at byte {location.start}"
            raise ArchiveError(f"a capture is damaged: {where}: {error}", "run `tamizdat check` to see all") from error
        return record

    def close(self) -> None:
        """Close the open file, if there is one; what was not synced is not told of."""
        self._shut()
        self.grown = {}

    def _shut(self) -> None:
        if self._open:
            self._open.close()
        self._open = None

    def _length(self, number: int) -> int:
        with suppress(FileNotFoundError):
            return self.path(number).stat().st_size
        return 0

    def _writable(self) -> FileIO:
        if self._length(self._number) >= ROTATION:
            self._shut()
            self._number += 1
        if self._open is None:
            path = self.path(self._number)
            fresh = not path.exists()
            make_folder(self.folder)
            # Without a buffer nothing is left to be written by `close` after the disk was full.
            self._open = FileIO(path, "ab")
            if fresh:
                sync(self.folder)
                self.append(information(path.name, self.now()))
        return self._open


def _write(file: FileIO, data: bytes) -> None:
    """All of the bytes; the system may take them in several bites."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
