"""A folder as a mirror: what a web server shows, a disk that is carried away, a share."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from tamizdat.errors import MirrorError
from tamizdat.model import Digest, Mirror, Receipt, Release, Stored, digest
from tamizdat.publish.state import read_state, write_state


class FolderTransport:
    """Copies what differs, each file by a rename, so that a reader never meets half of one.

    Only files that an earlier release put there are ever deleted: a folder may hold other things too.
    """

    OPTIONS: frozenset[str] = frozenset()

    def __init__(self, mirror: Mirror, state: Path) -> None:
        self.mirror, self.folder = mirror, Path(mirror.url)
        self.memory = state / f"{mirror.name}.json"

    def push(self, release: Release) -> Receipt:
        """Make the folder show this release: new and changed files, then deletions. Raises `MirrorError`."""
        shown = read_state(self.memory, dict[str, Shown])
        changed = 0
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for path, stored in release.files.items():
                if not self._shows(path, stored, shown):
                    self._copy(release.folder / path, self.folder / path)
                    changed += 1
                shown[path] = _seen(self.folder / path, stored.digest)
            write_state(self.memory, shown)
            for path in sorted(shown.keys() - release.files.keys()):
                (self.folder / path).unlink(missing_ok=True)
                _prune((self.folder / path).parent, self.folder)
                del shown[path]
                changed += 1
        except OSError as error:
            hint = "is there room, and may we write there? The next run goes on where this one was"
            raise MirrorError(f"{self.folder} cannot be written: {error.strerror}", hint) from error
        write_state(self.memory, shown)
        return Receipt(
            mirror=self.mirror.name,
            edition=release.edition,
            version=release.version,
            pushed_at=release.created,
            changed=changed,
        )

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of one file of the folder."""
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

    def _shows(self, path: str, stored: Stored, shown: dict[str, Shown]) -> bool:
        """Whether a file is there as it should be; read only if it is not as we left it."""
        target = self.folder / path
        try:
            size = target.stat().st_size
            known = shown.get(path)
            if known and known == _seen(target, known.digest):
                return known.digest == stored.digest
            return size == stored.length and digest(target.read_bytes()) == stored.digest
        except FileNotFoundError:
            return False

    def _copy(self, source: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.new")
        with source.open("rb") as old, aside.open("wb") as new:
            while piece := old.read(1 << 20):
                new.write(piece)
            new.flush()
            os.fsync(new.fileno())
        aside.replace(target)


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """A file as we left it: the digest of its bytes, their number, and its time in nanoseconds."""

    digest: Digest
    length: int
    modified: int


def _seen(file: Path, name: Digest) -> Shown:
    status = file.stat()
    return Shown(name, status.st_size, status.st_mtime_ns)


def _prune(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
