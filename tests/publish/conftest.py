"""Releases to carry, and a mirror of each kind to carry them to."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tamizdat.model import Mirror, Release, Stored, digest
from tamizdat.publish import Transport, transport

NOW = datetime(2026, 3, 1, 12, 34, 56, tzinfo=UTC)


def git(folder: Path, *arguments: str, text: bytes = b"") -> str:
    """What the real git says in a repository, as somebody called Reader."""
    identity = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Reader"), ("EMAIL", "reader@example.org"))
    }
    ended = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        input=text,
        capture_output=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | identity,
        check=True,
    )
    return ended.stdout.decode("utf-8", "surrogateescape").strip()


class Stand:
    """A release folder, a mirror of one kind, and the place where its transport remembers."""

    def __init__(self, kind: str, top: Path) -> None:
        self.kind, self.top, self.version = kind, top, 0
        self.release_folder = top / "releases" / "site"
        self.state = top / "mirrors"
        self.url = top / ("mirror.git" if kind == "git" else "mirror")
        if kind == "git":
            subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(self.url)], check=True)

    def mirror(self, **options: Any) -> Mirror:
        return Mirror(kind=self.kind, url=str(self.url), name="out", options=options)

    def transport(self, **options: Any) -> Transport:
        """A transport as each run makes one anew."""
        return transport(self.mirror(**options), self.state)

    def release(self, files: Mapping[str, bytes]) -> Release:
        """A release of these files, and of these alone."""
        for old in sorted(self.release_folder.rglob("*"), reverse=True):
            old.unlink() if old.is_file() else old.rmdir()
        for path, data in files.items():
            target = self.release_folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        self.version += 1
        return Release(
            edition="site",
            version=self.version,
            created=NOW,
            folder=self.release_folder,
            files={path: Stored(digest(data), len(data)) for path, data in files.items()},
        )

    def push(self, files: Mapping[str, bytes], **options: Any) -> int:
        """How many files changed at the mirror."""
        return self.transport(**options).push(self.release(files)).changed

    def shown(self, branch: str = "main") -> dict[str, bytes]:
        """All files that the mirror shows, read without us."""
        if self.kind == "folder":
            return {
                str(file.relative_to(self.url)): file.read_bytes() for file in self.url.rglob("*") if file.is_file()
            }
        found: dict[str, bytes] = {}
        if not git(self.url, "for-each-ref", f"refs/heads/{branch}"):
            return found
        for line in git(self.url, "ls-tree", "-r", "-z", branch).split("\0"):
            about, _, path = line.partition("\t")
            if path:
                command = ["git", "-C", str(self.url), "cat-file", "blob", about.split()[2]]
                found[path] = subprocess.run(command, capture_output=True, check=True).stdout
        return found


@pytest.fixture
def stand(tmp_path: Path) -> Callable[[str], Stand]:
    return lambda kind: Stand(kind, tmp_path)
