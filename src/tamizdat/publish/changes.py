"""What a mirror lacks of a release, and in which order it is carried there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from tamizdat.errors import MirrorError
from tamizdat.model import Digest, Mirror, Receipt, Release

PIECE = 1 << 20
RENDER = 'delete it and run "tamizdat render": it is made anew'


class Changes(Struct, frozen=True):
    """The paths that differ, as they are best dealt with: first what stands where a new file needs a folder, or the
    other way round; then new files, to which nothing leads yet; then those that were altered and may lead to them; and
    at last what is gone, when nothing leads there any more.
    """

    in_the_way: list[str]
    new: list[str]
    altered: list[str]
    gone: list[str]

    @property
    def written(self) -> list[str]:
        """All that is to be written, in order."""
        return [*self.new, *self.altered]

    @property
    def deleted(self) -> list[str]:
        """All that is to be deleted."""
        return [*self.in_the_way, *self.gone]


def compare(release: Release, shown: Mapping[str, Digest]) -> Changes:
    """What is to be done where a mirror shows files of these digests. Raises `MirrorError` for a path leading out."""
    for path in release.files:
        check_path(path)
    new, gone = release.files.keys() - shown.keys(), shown.keys() - release.files.keys()
    needed = {folder for path in new for folder in _folders(path)}
    in_the_way = {path for path in gone if path in needed or not new.isdisjoint(_folders(path))}
    altered = [path for path, stored in release.files.items() if shown.get(path, stored.digest) != stored.digest]
    return Changes(sorted(in_the_way), sorted(new), sorted(altered), sorted(gone - in_the_way))


def check_path(path: str) -> None:
    """Raise `MirrorError` for what cannot be a file of an edition: an absolute path, or one that leads out."""
    if "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise MirrorError(f'"{path}" is no path inside an edition', "name one of its files, as 2026/03/01/x.html")


def pieces(release: Release, path: str) -> Iterator[bytes]:
    """The bytes of a file, in pieces. Raises `MirrorError`, at their end, where they are not those that were issued:
    nothing goes out that the safety gate has not seen.
    """
    made = hashlib.sha256()
    try:
        with (release.folder / path).open("rb") as file:
            while piece := file.read(PIECE):
                made.update(piece)
                yield piece
    except OSError as error:
        raise MirrorError(f"{path} of the release cannot be read: {error.strerror}", RENDER) from error
    if made.hexdigest() != release.files[path].digest:
        raise MirrorError(f"{path} of the release was altered", RENDER)


def receipt(mirror: Mirror, release: Release, changed: int) -> Receipt:
    """What is written down of a push."""
    return Receipt(
        mirror=mirror.name,
        edition=release.edition,
        version=release.version,
        pushed_at=release.created,
        changed=changed,
    )


def _folders(path: str) -> list[str]:
    return [str(folder) for folder in PurePosixPath(path).parents]
