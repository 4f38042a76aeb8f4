"""Where the pages of an old mirror lie: a git history, a tar, or a folder. Each tells its versions and reads one.

git is asked twice in all, once for the list and once, through a pipe, for the bytes: a call a page would cost a
second for every hundred.

A repository may be a stranger's, and so may its configuration. git obeys that of the repository it works in, so here
it is kept from all that could run a command: hooks, signatures, and the fetching of what a partial clone lacks.
"""

from __future__ import annotations

import lzma
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import weakref
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, Self
from urllib.parse import quote, unquote

from msgspec import Struct

from tamizdat.errors import SourceError
from tamizdat.model import EPOCH

LARGEST = 20_000_000
# A larger file in a tar is no mirror's, and to pass over it takes as long as to read it.
LARGEST_PASSED = 1_000_000_000
MOST_FILES = 5_000_000
HEADERS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)  # what the compressions raise
LARGEST_HEADER = 1_000_000
STEP = 1 << 20
# Beginnings that git takes for an option, and `ext::sh -c …` and its like, which run commands.
RUNS = re.compile(r"-|[a-z0-9+.-]+::|.*(?:://|@|:)-", re.IGNORECASE)
SETTINGS = ("safe.directory=*", "core.hooksPath=/dev/null", "core.fsmonitor=false", "log.showSignature=false")
GIT = ("git", "--no-pager", *(word for setting in SETTINGS for word in ("-c", setting)))
# What a process around us, such as a hook, has told git of another repository.
TOLD = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE")
HINT = "is the address right, and may we read what is there?"
CLONED_BY = "file:git:http:https:ssh"
# A change in `git log --raw`: whether a plain file came of it, and which.
CHANGE = re.compile(rb"\n?:\d{6} (?P<file>100)?\d{3,6} [0-9a-f]+ (?P<blob>[0-9a-f]{40,64}) [A-Z]")


class Version(Struct, frozen=True):
    """One version of a file: its path, how to read it, when it was made, and where it was found."""

    path: str
    locator: str
    at: datetime
    via: str


class History(Protocol):
    """All versions of all files of a place, the oldest first."""

    def versions(self) -> Iterator[Version]:
        """Every version once."""

    def read(self, locator: str) -> bytes:
        """The bytes of one version. Raises `SourceError`."""


def history(place: str) -> History:
    """What there is at a place. Raises `SourceError` where it is nothing that we know."""
    if not place or RUNS.match(place) or not place.isprintable():
        raise SourceError(f'"{place}" is no address that we ask', "write https://…, user@host:path, or a path")
    path = Path(place)
    if path.is_file() and _is_tar(path):
        return TarHistory(path)
    if path.is_dir() and not (path / ".git").exists() and not (path / "HEAD").exists():
        return FolderHistory(path)
    if not path.exists() and "://" not in place and ":" not in place:
        raise SourceError(f"there is no {place}", "name a repository, bundle, folder or tar")
    return GitHistory(place)


class GitHistory:
    """A repository: a clone, a bare one, a bundle, or an address, which is cloned into a temporary folder.

    That folder, and the git that reads from it, end with this object.
    """

    def __init__(self, place: str) -> None:
        self.name = PurePosixPath(place.rstrip("/")).name or place
        self._reader: subprocess.Popen[bytes] | None = None
        path = Path(place)
        self.repository = str(path.absolute())
        if not path.is_dir():
            source = str(path.absolute()) if path.exists() else place
            self.repository = tempfile.mkdtemp(prefix="tamizdat-")
            weakref.finalize(self, shutil.rmtree, self.repository, ignore_errors=True)
            list(self._fields("clone", "--bare", "--quiet", "--", source, self.repository, protocols=CLONED_BY))

    def versions(self) -> Iterator[Version]:
        """Every pair of path and blob in all commits, merges by their first parent."""
        log = ("log", "--all", "--reverse", "--topo-order", "--raw", "-z", "--no-abbrev", "--no-renames")
        fields = self._fields(*log, "--no-ext-diff", "--diff-merges=first-parent", "--format=%H %ct")
        seen: set[tuple[bytes, bytes]] = set()
        at, via = EPOCH, ""
        for field in fields:
            change = CHANGE.match(field)
            if not change:
                commit, _, seconds = field.decode().strip().partition(" ")
                at, via = _second(seconds), f"git {self.name} {commit}"
                continue
            path, blob = next(fields), change["blob"]
            if change["file"] and (path, blob) not in seen:
                seen.add((path, blob))
                yield Version(path.decode("utf-8", "replace"), blob.decode(), at, via)

    def read(self, locator: str) -> bytes:
        """A blob by its id."""
        if self._reader is None:
            self._reader = self._start("cat-file", "--batch", said=subprocess.DEVNULL)
            weakref.finalize(self, _end, self._reader)
        into, out = self._reader.stdin, self._reader.stdout
        assert into and out
        try:
            into.write(locator.encode() + b"\n")
            into.flush()
            answer = out.readline().split()
        except OSError:
            answer = []
        if len(answer) != 3:
            raise SourceError(f"{self.name} lacks the object {locator}", "clone it again, whole")
        left = int(answer[2]) + 1
        if left <= LARGEST:
            return out.read(left)[:-1]
        while left and (piece := out.read(min(left, STEP))):
            left -= len(piece)
        raise _too_large(locator)

    def _start(self, *arguments: str, said: IO[bytes] | int, protocols: str = "") -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if name not in TOLD}
        # But for cloning no protocol is allowed: a partial clone would fetch what it lacks, from anywhere.
        environment |= {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "GIT_ALLOW_PROTOCOL": protocols}
        command, pipe = [*GIT, "-C", self.repository, *arguments], subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=said, env=environment)

    def _fields(self, *arguments: str, protocols: str = "") -> Iterator[bytes]:
        """What git says, up to each NUL. Raises `SourceError` where it fails."""
        with tempfile.TemporaryFile() as said:
            with self._start(*arguments, said=said, protocols=protocols) as process:
                assert process.stdout
                rest = b""
                while chunk := process.stdout.read(STEP):
                    *fields, rest = (rest + chunk).split(b"\0")
                    yield from fields
            if process.returncode:
                said.seek(0)
                lines = said.read(STEP).decode("utf-8", "replace").splitlines()
                reason = next((line for line in lines if line.startswith("fatal: ")), "it says no reason")
                raise SourceError(f"git cannot read {self.name}: {reason.removeprefix('fatal: ')}", HINT)


class TarHistory:
    """A tar, whatever it is compressed with: its files as they are, nothing unpacked to disk.

    They are read in their order, so a second pass over it is all that reading takes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._place, self._members = MOST_FILES, self._files()

    def versions(self) -> Iterator[Version]:
        """Regular files with plain relative paths; all else is passed over."""
        for number, member, _ in self._files():
            parts = PurePosixPath(member.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")).parts
            name = "/".join(part for part in parts if part not in ("/", "."))
            if ".." not in parts and name.endswith((".md", ".csv")):
                yield Version(name, str(number), _second(member.mtime), f"tar {self.path.name}")

    def read(self, locator: str) -> bytes:
        """A file by its place among all."""
        if int(locator) <= self._place:
            self._members = self._files()
        for number, _, file in self._members:
            self._place = number
            if number == int(locator):
                return file.read()
        raise SourceError(f"{self.path} has no file number {locator}", "has it changed meanwhile?")

    def _files(self) -> Iterator[tuple[int, tarfile.TarInfo, IO[bytes]]]:
        try:
            with tarfile.open(self.path, tarinfo=_Member) as tar:
                for number, member in enumerate(tar):
                    if number == MOST_FILES or member.size > LARGEST_PASSED:
                        raise SourceError(f"{self.path} is no mirror: it holds too much", "name one of articles")
                    file = tar.extractfile(member) if member.isreg() and member.size <= LARGEST else None
                    if file:
                        yield number, member, file
                    tar.members.clear()  # type: ignore[attr-defined]  # it would remember all of a million
        except (tarfile.TarError, *BROKEN) as error:
            raise SourceError(f"{self.path} is damaged: {error}", "was it copied whole?") from error


class _Member(tarfile.TarInfo):
    """A file in a tar. Its long names and extended headers are read into memory whole, so their size is judged."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """What a header says."""
        made = super().frombuf(buf, encoding, errors)
        if made.type in HEADERS and made.size > LARGEST_HEADER:
            raise tarfile.ReadError(f"a header of {made.size:,} bytes")
        return made


class FolderHistory:
    """A folder of pages without a history."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def versions(self) -> Iterator[Version]:
        """Its files by their paths from the folder's own name on; no link that leads outside."""
        top = self.path.resolve()
        for file in sorted(top.rglob("*")):
            if file.suffix in (".md", ".csv") and file.is_file() and file.resolve().is_relative_to(top):
                locator = quote(file.relative_to(top).as_posix(), errors="surrogateescape")
                path = f"{quote(top.name, errors='surrogateescape')}/{locator}"
                yield Version(unquote(path), locator, _second(file.stat().st_mtime), f"folder {unquote(top.name)}")

    def read(self, locator: str) -> bytes:
        """A file by its path from the folder."""
        file = self.path / unquote(locator, errors="surrogateescape")
        try:
            if file.stat().st_size > LARGEST:
                raise _too_large(locator)
            return file.read_bytes()
        except OSError as error:
            raise SourceError(f"{file} cannot be read: {error.strerror}", "may we read it?") from error


def _is_tar(path: Path) -> bool:
    try:
        tarfile.open(path, tarinfo=_Member).close()
    except (tarfile.TarError, *BROKEN):
        return False
    return True


def _second(seconds: float | str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return EPOCH


def _too_large(name: str) -> SourceError:
    return SourceError(f"{name} is larger than {LARGEST:,} bytes", "it is no article")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Closing both ends is what ends git's reader."""
    process.communicate()
