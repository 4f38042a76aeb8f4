"""Files named by the SHA-256 of their bytes: written once, under another name, then renamed; never changed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from tamizdat.errors import ArchiveError
from tamizdat.model import Digest, digest


class Blobs:
    """A folder of blobs, `4f/4f2c…`: the name is whole, so that a stray file still tells what it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: Digest) -> Path:
        """Where a blob lies."""
        return self.folder / name[:2] / name

    def add(self, data: bytes) -> Digest:
        """Keep some bytes; on disk when this returns, in place of a damaged file too. Raises `ArchiveError`."""
        name = digest(data)
        target = self.path(name)
        try:
            if not (target.exists() and digest(target.read_bytes()) == name):
                make_folder(target.parent)
                aside = target.with_name(f".{name}.new")
                with aside.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                aside.replace(target)
                sync(target.parent)
        except OSError as error:
            hint = "is there room on the disk, and may we write there?"
            raise ArchiveError(f"{target} cannot be written: {error.strerror}", hint) from error
        return name


def make_folder(folder: Path) -> None:
    """Make a folder and those above it; their names are on disk when this returns."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def sync(path: Path) -> None:
    """Make the bytes of a file, or the list of names of a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def size(folder: Path) -> int:
    """The bytes of all files below a folder; a file may vanish meanwhile, for another process is at work."""
    total = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                total += size(Path(entry)) if entry.is_dir() else entry.stat().st_size
    return total
