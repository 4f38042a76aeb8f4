"""Files named by the SHA-256 of their bytes: written once, under another name, then renamed; never changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tamizdat.model import Digest, digest


class Blobs:
    """A folder of blobs, `4f/4f2c…`: the name is whole, so that a stray file still tells what it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: Digest) -> Path:
        """Where a blob lies."""
        return self.folder / name[:2] / name

    def add(self, data: bytes) -> Digest:
        """Keep some bytes; on disk when this returns."""
        name = digest(data)
        target = self.path(name)
        if target.exists():
            return name
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{name}.new")
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
        sync_folder(target.parent)
        return name

    def names(self) -> Iterator[Digest]:
        """The blobs that are there."""
        for file in sorted(self.folder.glob("??/*")):
            if not file.name.startswith("."):
                yield file.name


def sync_folder(folder: Path) -> None:
    """Make a folder's list of names durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
