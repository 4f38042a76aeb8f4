"""A folder as a mirror: what a web server shows, a disk that is carried away, a share."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from tamizdat.errors import MirrorError
from tamizdat.model import Digest, Mirror, Receipt, Release, digest
from tamizdat.publish.changes import check_path, compare, pieces, receipt
from tamizdat.publish.state import read_state, write_state

# Where a file is written before it gets its name; a push that was cut off leaves no more than this one.
ASIDE = ".tamizdat.new"


class Left(msgspec.Struct, frozen=True, array_like=True):
    """A file as we left it: the digest of its bytes, their number, and its time in nanoseconds; empty before that."""

    digest: Digest = ""
    length: int = 0
    modified: int = 0


class Memory(msgspec.Struct, frozen=True):
    """Every file that we have put into the folder at an address."""

    url: str = ""
    files: dict[str, Left] = {}


class FolderTransport:
    """Copies what differs, each file by a rename, so that a reader never meets half of one.

    Only files that an earlier release put there are ever deleted: a folder may hold other things too. A file that
    somebody altered is mended by the next push, as long as its length or its time tells of it.
    """

    OPTIONS: frozenset[str] = frozenset()

    def __init__(self, mirror: Mirror, state: Path) -> None:
        self.mirror, self.folder = mirror, Path(mirror.url)
        self.memory = state / f"{mirror.name}.json"

    def push(self, release: Release) -> Receipt:
        """Make the folder show this release: new and changed files, then deletions. Raises `MirrorError`."""
        try:
            return receipt(self.mirror, release, self._push(release))
        except OSError as error:
            hint = "is there room, and may we write there? The next run goes on where this one was"
            place = error.filename2 or error.filename or self.folder
            raise MirrorError(f"{place} cannot be written: {error.strerror}", hint) from error

    def _push(self, release: Release) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / ASIDE).unlink(missing_ok=True)
        known = self._remembered()
        shown = self._shown(release, known)
        changes = compare(release, shown)
        if changes.new:
            # What is written next is ours, even if we do not live to say so.
            self._remember(known | dict.fromkeys(changes.new, Left()))
        self._delete(changes.in_the_way)
        for path in changes.written:
            self._copy(release, path)
        self._delete(changes.gone)
        left = {path: _left(self.folder / path, stored.digest) for path, stored in release.files.items()}
        if left != known:
            self._remember(left)
        return len(changes.written) + len(changes.deleted)

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of one file of the folder."""
        check_path(path)
        target = (self.folder / path).resolve()
        if not target.is_relative_to(self.folder.resolve()):
            raise MirrorError(f'"{path}" leads out of {self.folder}', "name a file of the edition")
        try:
            with target.open("rb") as file:
                data = file.read(limit + 1)
        except OSError as error:
            raise MirrorError(f"{target} cannot be read: {error.strerror}", "publish the edition again") from error
        if len(data) > limit:
            raise MirrorError(f"{target} is longer than {limit:,} bytes", "it is not what was published")
        return data

    def _remembered(self) -> dict[str, Left]:
        memory = read_state(self.memory, Memory)
        return memory.files if memory.url == self.mirror.url else {}

    def _remember(self, files: dict[str, Left]) -> None:
        write_state(self.memory, Memory(self.mirror.url, files))

    def _shown(self, release: Release, known: dict[str, Left]) -> dict[str, Digest]:
        """What the folder shows of this release and of earlier ones; a file is read only if it is not as we left it."""
        shown: dict[str, Digest] = {}
        for path in release.files.keys() | known.keys():
            target, left = self.folder / path, known.get(path, Left())
            if not target.is_file():
                continue
            if left == _left(target, left.digest):
                shown[path] = left.digest
            else:
                stored = release.files.get(path)
                same = stored and target.stat().st_size == stored.length
                shown[path] = digest(target.read_bytes()) if same else ""
        return shown

    def _delete(self, paths: list[str]) -> None:
        for path in paths:
            (self.folder / path).unlink(missing_ok=True)
            prune((self.folder / path).parent, self.folder)

    def _copy(self, release: Release, path: str) -> None:
        target, aside = self.folder / path, self.folder / ASIDE
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with aside.open("wb") as file:
                for piece in pieces(release, path):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)


def prune(folder: Path, top: Path) -> None:
    """Take away folders that a deletion left empty, up to `top`, which stays."""
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _left(file: Path, name: Digest) -> Left:
    status = file.stat()
    return Left(name, status.st_size, status.st_mtime_ns)
