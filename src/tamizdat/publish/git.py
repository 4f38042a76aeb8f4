"""A git repository as a mirror: commits made in a bare repository of ours, and pushed from there.

Only what changed is sent, and a commit says nothing of who made it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tamizdat.errors import ConfigError, MirrorError
from tamizdat.model import Digest, Mirror, Receipt, Release
from tamizdat.publish.changes import Changes, check_path, compare, pieces, receipt
from tamizdat.publish.repository import NOBODY, Repository
from tamizdat.publish.state import read_state, write_state

logger = logging.getLogger(__name__)

# GitHub refuses a file of 100 MB and a push of 2 GB; its limit for a repository is 5 GB.
LARGEST_FILE = 100_000_000
LARGEST_PUSH = 500_000_000
LARGEST_REPOSITORY = 5_000_000_000
WARNED = 0.8
# What was last seen at the mirror, in our own repository.
SEEN = "refs/seen"


class Pushed(msgspec.Struct, frozen=True):
    """What our branch held after the last commit: its id, and the digest of each file."""

    commit: str = ""
    files: dict[str, Digest] = {}


class GitTransport:
    """Pushes an edition to one branch. `history` is "keep", or "squash": one commit that replaces the one before.

    `foreign` says what is done where somebody else has pushed: "refuse" or "replace".
    """

    OPTIONS = frozenset({"branch", "history", "foreign", "timeout"})

    def __init__(self, mirror: Mirror, state: Path) -> None:
        self.mirror = mirror
        self.history = _one_of(mirror, "history", "keep", "squash")
        self.foreign = _one_of(mirror, "foreign", "refuse", "replace")
        self.repository = Repository(state / f"{mirror.name}.git", mirror.name, _seconds(mirror))
        self.branch = self._branch()
        self.target = f"refs/heads/{self.branch}"
        self.memory = state / f"{mirror.name}.json"

    def push(self, release: Release) -> Receipt:
        """Commit what differs and push it. Raises `MirrorError`; safe to do again after an interruption."""
        self._refuse_large_files(release)
        self.repository.prepare()
        shown = before = self._remote()
        base = self._base(shown)
        for commit in self._commits(release, base, compare(release, base.files)):
            base = commit
            write_state(self.memory, base)
            self._push(base.commit, shown)
            shown = base.commit
        if base.commit != shown:
            self._push(base.commit, shown)
        changed = self.repository.differing(before, base.commit)
        if changed:
            self.repository.tidy()
        self._warn()
        return receipt(self.mirror, release, changed)

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of one file of the branch, as the mirror shows it now."""
        check_path(path)
        self.repository.prepare()
        self._fetch()
        try:
            size = int(self.repository.git("cat-file", "-s", f"{SEEN}:{path}"))
        except MirrorError as error:
            raise MirrorError(f'{self.mirror.name} does not show "{path}"', "publish the edition again") from error
        if size > limit:
            raise MirrorError(f"{path} is longer than {limit:,} bytes there", "it is not what was published")
        return self.repository.git("cat-file", "blob", f"{SEEN}:{path}")

    def _remote(self) -> str:
        """The commit that the branch shows; empty where there is none yet."""
        for line in self.repository.ask("ls-remote", "--", self.mirror.url, self.target).decode().splitlines():
            commit, _, name = line.partition("\t")
            # git lists every name that ends like this one.
            if name == self.target:
                return commit
        return ""

    def _fetch(self) -> None:
        quietly = ("--quiet", "--force", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance")
        self.repository.ask("fetch", *quietly, "--", self.mirror.url, f"{self.target}:{SEEN}")

    def _base(self, shown: str) -> Pushed:
        """What to go on from: what the mirror shows, if it is of our making; else what we last committed."""
        ours = self.repository.tip(self.branch)
        if shown and shown != ours:
            self._fetch()
            who = self.repository.git("log", "-1", "--format=%an <%ae>", shown).decode().strip()
            if who == NOBODY:
                self.repository.git("update-ref", self.target, shown)
                ours = shown
            elif self.foreign == "refuse":
                raise MirrorError(
                    f"{self.mirror.name}: somebody else has pushed to {self.branch}: commit {shown[:12]} by {who}",
                    'look at it; to put our edition in its place, set foreign = "replace" for this mirror',
                )
        known = read_state(self.memory, Pushed)
        return known if known.commit == ours else Pushed(ours, self.repository.files(ours))

    def _commits(self, release: Release, base: Pushed, changes: Changes) -> Iterator[Pushed]:
        """The commits that lead to a release: one, or several where one would be too large to push."""
        groups = list(_groups(release, changes.written)) or ([[]] if changes.gone else [])
        for number, group in enumerate(groups):
            gone = {*(changes.in_the_way if number == 0 else ()), *(changes.gone if number == len(groups) - 1 else ())}
            commit = self.repository.commit(
                self.branch,
                base.commit,
                release.created,
                files=((path, b"".join(pieces(release, path))) for path in group),
                gone=sorted(gone),
                root=self.history == "squash",
            )
            files = {path: name for path, name in base.files.items() if path not in gone}
            base = Pushed(commit, files | {path: release.files[path].digest for path in group})
            yield base

    def _push(self, commit: str, shown: str) -> None:
        """Push one commit; what the mirror shows is only replaced if it is what we last saw there."""
        lease = f"--force-with-lease={self.target}:{shown}"
        plainly = ("--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--recurse-submodules=no")
        self.repository.ask("push", "--quiet", *plainly, lease, "--", self.mirror.url, f"{commit}:{self.target}")

    def _refuse_large_files(self, release: Release) -> None:
        for path, stored in release.files.items():
            if stored.length >= LARGEST_FILE:
                raise MirrorError(f"{path} has {stored.length:,} bytes, more than hosts of git take", "leave it out")
            if stored.length >= WARNED * LARGEST_FILE:
                logger.warning(
                    "%s: %s has %d bytes, near what hosts of git take", self.mirror.name, path, stored.length
                )

    def _warn(self) -> None:
        size = self.repository.size()
        if size >= WARNED * LARGEST_REPOSITORY:
            logger.warning(
                '%s holds %.1f GB, near what hosts take; history = "squash" helps', self.mirror.name, size / 1e9
            )

    def _branch(self) -> str:
        branch = str(self.mirror.options.get("branch", "main"))
        try:
            self.repository.git("check-ref-format", f"refs/heads/{branch}")
        except MirrorError as error:
            raise ConfigError(
                f'mirror {self.mirror.name}: "{branch}" cannot be a branch', 'write it like "main" or "gh-pages"'
            ) from error
        return branch


def _groups(release: Release, paths: list[str]) -> Iterator[list[str]]:
    """The paths in groups that are not too large for one push."""
    group: list[str] = []
    size = 0
    for path in paths:
        length = release.files[path].length
        if group and size + length > LARGEST_PUSH:
            yield group
            group, size = [], 0
        group.append(path)
        size += length
    if group:
        yield group


def _one_of(mirror: Mirror, option: str, *allowed: str) -> str:
    value = str(mirror.options.get(option, allowed[0]))
    if value not in allowed:
        words = " or ".join(f'"{word}"' for word in allowed)
        raise ConfigError(f'mirror {mirror.name}: {option} = "{value}"', f"it may be {words}")
    return value


def _seconds(mirror: Mirror) -> float:
    value = mirror.options.get("timeout", 900)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise ConfigError(f"mirror {mirror.name}: timeout = {value!r}", "it is a number of seconds, such as 900")
    return float(value)
