"""Where the pages of an old mirror lie: a git history, a tar, or a folder. Each tells its versions and reads one.

git is asked twice in all, once for the list and once, through a pipe, for the bytes: a call a page would cost a
second for every hundred.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from msgspec import Struct

from tamizdat.errors import SourceError

LARGEST = 20_000_000
MOST_FILES = 5_000_000
# A colon in front of the first slash that is no scheme: `ext::sh -c …` and its like run commands.
RUNS = re.compile(r"^(-|[a-z0-9+.-]+::)", re.IGNORECASE)
GIT = ("git", "-c", "core.quotepath=off", "-c", "safe.directory=*", "-c", "core.hooksPath=/dev/null")
CHANGE = re.compile(r":\d{6} (100\d{3}) [0-9a-f]+ ([0-9a-f]{40,64}) [AM]\t(.+)")


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

    def close(self) -> None:
        """Let go of what was opened."""


def history(place: str) -> History:
    """What there is at a place. Raises `SourceError` where it is nothing that we know."""
    if RUNS.match(place):
        raise SourceError(f'"{place}" is no address that we ask', "write https://…, user@host:path, or a path")
    path = Path(place)
    if path.is_file() and tarfile.is_tarfile(path):
        return TarHistory(path)
    if path.is_dir() and not (path / ".git").exists() and not (path / "HEAD").exists():
        return FolderHistory(path)
    if not path.exists() and "://" not in place and ":" not in place:
        raise SourceError(f"there is no {place}", "name a repository, bundle, folder or tar")
    return GitHistory(place)


class GitHistory:
    """A repository: a clone, a bare one, a bundle, or an address, which is cloned into a temporary folder."""

    def __init__(self, place: str) -> None:
        self.name = PurePosixPath(place.rstrip("/")).name or place
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._reader: subprocess.Popen[bytes] | None = None
        if Path(place).is_dir():
            self.repository = place
        else:
            self._folder = tempfile.TemporaryDirectory(prefix="tamizdat-")
            self.repository = self._folder.name
            self._run("clone", "--bare", "--quiet", "--", place, self.repository, inside=False)

    def versions(self) -> Iterator[Version]:
        """Every pair of path and blob in all commits, merges by their first parent."""
        arguments = ("log", "--all", "--reverse", "--topo-order", "--raw", "--no-abbrev", "--no-renames")
        text = self._run(*arguments, "--diff-merges=first-parent", "--format=commit %H %ct")
        seen: set[tuple[str, str]] = set()
        commit, at = "", datetime.now(UTC)
        for line in text.decode("utf-8", "replace").splitlines():
            if line.startswith("commit "):
                _, commit, seconds = line.split()
                at = datetime.fromtimestamp(int(seconds), UTC)
            elif (change := CHANGE.match(line)) and (change[3], change[2]) not in seen:
                seen.add((change[3], change[2]))
                yield Version(change[3], change[2], at, f"git {self.name} {commit}")

    def read(self, locator: str) -> bytes:
        """A blob by its id."""
        if self._reader is None:
            self._reader = subprocess.Popen(
                [*GIT, "-C", self.repository, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        into, out = self._reader.stdin, self._reader.stdout
        assert into and out
        into.write(locator.encode() + b"\n")
        into.flush()
        answer = out.readline().split()
        if len(answer) != 3:
            raise SourceError(f"{self.name} lacks the object {locator}", "clone it again, whole")
        data = out.read(int(answer[2]))
        out.read(1)
        return _bounded(data, locator)

    def close(self) -> None:
        """End the reader and take the temporary clone away."""
        if self._reader:
            self._reader.communicate()
        self._reader = None
        if self._folder:
            self._folder.cleanup()

    def _run(self, *arguments: str, inside: bool = True) -> bytes:
        place = ("-C", self.repository) if inside else ()
        environment = os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        ended = subprocess.run([*GIT, *place, *arguments], capture_output=True, env=environment, check=False)
        if ended.returncode:
            said = ended.stderr.decode("utf-8", "replace").strip().splitlines() or ["git said nothing"]
            self.close()
            raise SourceError(f"git cannot read {self.name}: {said[-1]}", "is the address right, and may we read it?")
        return ended.stdout


class TarHistory:
    """A tar, whatever it is compressed with: its files as they are, nothing unpacked to disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._bodies: dict[str, bytes] = {}

    def versions(self) -> Iterator[Version]:
        """Regular files with plain relative paths; all else is passed over."""
        try:
            with tarfile.open(self.path) as tar:
                for count, member in enumerate(tar):
                    parts = PurePosixPath(member.name).parts
                    if count > MOST_FILES or not member.isreg() or ".." in parts or member.size > LARGEST:
                        continue
                    name = "/".join(part for part in parts if part not in ("/", "."))
                    if not name.endswith((".md", ".csv")):
                        continue
                    file: IO[bytes] = tar.extractfile(member) or io.BytesIO()
                    self._bodies[name] = file.read()
                    yield Version(name, name, _second(member.mtime), f"tar {self.path.name}")
        except (tarfile.TarError, EOFError, OSError) as error:
            raise SourceError(f"{self.path} is damaged: {error}", "was it copied whole?") from error

    def read(self, locator: str) -> bytes:
        """A file by its path; it is let go with that."""
        return self._bodies.pop(locator, b"")

    def close(self) -> None:
        """Forget what was not read."""
        self._bodies = {}


class FolderHistory:
    """A folder of pages without a history."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def versions(self) -> Iterator[Version]:
        """Its files by their paths from the folder's own name on; no link that leads outside."""
        top = self.path.resolve()
        for file in sorted(top.rglob("*")):
            if file.suffix in (".md", ".csv") and file.is_file() and file.resolve().is_relative_to(top):
                relative = file.relative_to(top).as_posix()
                yield Version(f"{top.name}/{relative}", relative, _second(file.stat().st_mtime), f"folder {top.name}")

    def read(self, locator: str) -> bytes:
        """A file by its path from the folder."""
        try:
            return _bounded((self.path / locator).read_bytes(), locator)
        except OSError as error:
            raise SourceError(f"{self.path / locator} cannot be read: {error.strerror}", "may we read it?") from error

    def close(self) -> None:
        """Nothing was opened."""


def _second(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > LARGEST:
        raise SourceError(f"{name} is larger than {LARGEST:,} bytes", "it is no article")
    return data
