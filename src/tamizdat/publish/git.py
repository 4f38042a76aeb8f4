"""A git repository as a mirror: commits by `git fast-import` into a bare repository of ours, pushed from there.

No work tree is needed, only what changed is sent, and a commit says nothing of who made it.
"""

from __future__ import annotations

import logging
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tamizdat.errors import ConfigError, MirrorError
from tamizdat.model import Digest, Mirror, Receipt, Release, digest
from tamizdat.publish.state import read_state, write_state

logger = logging.getLogger(__name__)

# What git is told of us: nothing. fast-import takes an empty name and address.
NOBODY = "tamizdat <>"
# GitHub refuses a file of 100 MB and a push of 2 GB; its limit for a repository is 5 GB.
LARGEST_FILE = 100_000_000
LARGEST_PUSH = 500_000_000
LARGEST_REPOSITORY = 5_000_000_000
WARNED = 0.8
SECRET = re.compile(r"(://)[^/@\s]+@")
HINTS = (
    ("could not read Username", "git has no credentials for it: set up a credential helper or an ssh key"),
    ("Authentication failed", "git has no valid credentials for it: set up a credential helper or an ssh key"),
    ("Permission denied", "the ssh key of this machine is not known there"),
    ("does not appear to be a git repository", "make the repository first; a new, empty one will do"),
    ("not found", "make the repository first; a new, empty one will do"),
    ("Could not resolve host", "is this machine connected? the next run tries again"),
    ("protected branch", "allow pushes to the branch, or name another with branch = …"),
)


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
        self.branch = str(mirror.options.get("branch", "main"))
        self.history = _one_of(mirror, "history", "keep", "squash")
        self.foreign = _one_of(mirror, "foreign", "refuse", "replace")
        self.timeout = float(mirror.options.get("timeout", 900))
        self.repository = state / f"{mirror.name}.git"
        self.memory = state / f"{mirror.name}.json"

    def push(self, release: Release) -> Receipt:
        """Commit what differs and push it. Raises `MirrorError`; safe to do again after an interruption."""
        if not (self.repository / "HEAD").exists():
            self._git("init", "--bare", "--quiet", str(self.repository), inside=False)
        shown = self._remote()
        ours = self._ours()
        if shown and shown != ours.commit:
            ours = self._take_up(shown, ours)
        changed = [path for path, stored in release.files.items() if ours.files.get(path) != stored.digest]
        deleted = sorted(ours.files.keys() - release.files.keys())
        for commit in self._commits(release, ours, changed, deleted):
            ours = commit
            write_state(self.memory, ours)
            self._push(ours.commit, shown)
            shown = ours.commit
        if ours.commit and shown != ours.commit:
            self._push(ours.commit, shown)
        self._warn()
        return Receipt(
            mirror=self.mirror.name,
            edition=release.edition,
            version=release.version,
            pushed_at=release.created,
            changed=len(changed) + len(deleted),
        )

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of one file of the branch, as the mirror shows it now."""
        if not (self.repository / "HEAD").exists():
            self._git("init", "--bare", "--quiet", str(self.repository), inside=False)
        self._git(
            "fetch", "--quiet", "--depth=1", "--force", "--", self.mirror.url, f"refs/heads/{self.branch}:refs/seen"
        )
        try:
            size = int(self._git("cat-file", "-s", f"refs/seen:{path}"))
        except MirrorError as error:
            raise MirrorError(f"{self.mirror.name} does not show {path}", "publish the edition again") from error
        if size > limit:
            raise MirrorError(f"{path} is longer than {limit:,} bytes there", "it is not what was published")
        return self._git("cat-file", "blob", f"refs/seen:{path}")

    def _remote(self) -> str:
        """The commit that the branch shows; empty where there is none yet."""
        line = self._git("ls-remote", "--", self.mirror.url, f"refs/heads/{self.branch}").decode()
        return line.split("\t")[0].strip()

    def _ours(self) -> Pushed:
        """What our own branch holds, remembered or read from it."""
        known = read_state(self.memory, Pushed)
        try:
            commit = self._git("rev-parse", "--verify", "--quiet", f"refs/heads/{self.branch}").decode().strip()
        except MirrorError:
            return Pushed()
        return known if known.commit == commit else Pushed(commit, dict(self._files(commit)))

    def _take_up(self, shown: str, ours: Pushed) -> Pushed:
        """Go on from what the mirror shows, where it is of our making; else refuse, or replace it."""
        if self.foreign == "replace":
            return ours
        self._git("fetch", "--quiet", "--force", "--", self.mirror.url, f"refs/heads/{self.branch}:refs/seen")
        if ours.commit and self._is_ancestor(shown, ours.commit):
            return ours
        who = self._git("log", "-1", "--format=%an <%ae>", shown).decode().strip()
        if who != NOBODY:
            raise MirrorError(
                f"{self.mirror.name}: somebody else has pushed to {self.branch}: commit {shown[:12]} by {who or 'nobody'}",
                'look at it; to put our edition in its place, set foreign = "replace" for this mirror',
            )
        self._git("update-ref", f"refs/heads/{self.branch}", shown)
        return Pushed(shown, dict(self._files(shown)))

    def _is_ancestor(self, older: str, newer: str) -> bool:
        try:
            self._git("merge-base", "--is-ancestor", older, newer)
        except MirrorError:
            return False
        return True

    def _files(self, commit: str) -> Iterator[tuple[str, Digest]]:
        """Path and digest of every file of a commit, read from git itself."""
        lines = self._git("ls-tree", "-r", "-z", commit).decode().split("\0")
        rows = [line.partition("\t") for line in lines if line]
        blobs = "".join(f"{row[0].split()[2]}\n" for row in rows)
        output = memoryview(self._git("cat-file", "--batch", text=blobs.encode()))
        at = 0
        for _, _, path in rows:
            end = bytes(output[at : at + 200]).index(b"\n") + at
            size = int(bytes(output[at:end]).split()[2])
            yield path, digest(bytes(output[end + 1 : end + 1 + size]))
            at = end + 1 + size + 1

    def _commits(self, release: Release, before: Pushed, changed: list[str], deleted: list[str]) -> Iterator[Pushed]:
        """The commits that lead to a release: one, or several where one would be too large to push."""
        if not changed and not deleted:
            return
        squash = self.history == "squash"
        names = sorted(release.files) if squash else sorted(changed)
        groups = [names] if squash else list(_groups(release, names))
        for number, group in enumerate(groups or [[]]):
            gone = deleted if number == 0 else []
            parent = "" if squash else before.commit
            commit = self._import(release, group, gone if parent else [], parent)
            files = {path: name for path, name in before.files.items() if path not in set(gone)}
            before = Pushed(commit, files | {path: release.files[path].digest for path in group})
            yield before

    def _import(self, release: Release, paths: Iterable[str], deleted: Iterable[str], parent: str) -> str:
        """One commit; its id."""
        when = int(release.created.replace(minute=0, second=0, microsecond=0).timestamp())
        message = f"Edition of {datetime.fromtimestamp(when, UTC):%Y-%m-%d}".encode()
        head = f"commit refs/heads/{self.branch}\ncommitter {NOBODY} {when} +0000\ndata {len(message)}\n".encode()
        command = ["git", "-C", str(self.repository), "fast-import", "--quiet", "--force", "--done"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_own())
        assert process.stdin
        try:
            process.stdin.write(b"feature done\n" + head + message + b"\n")
            process.stdin.write(f"from {parent}\n".encode() if parent else b"deleteall\n")
            for path in deleted:
                process.stdin.write(f"D {path}\n".encode())
            for path in paths:
                data = (release.folder / path).read_bytes()
                if len(data) >= LARGEST_FILE:
                    raise MirrorError(f"{path} has {len(data):,} bytes, more than hosts take", "leave it out")
                process.stdin.write(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
            process.stdin.write(b"done\n")
        except BrokenPipeError:
            pass  # git has said why on its error output
        except BaseException:
            process.kill()
            raise
        finally:
            _, said = process.communicate()
        if process.returncode:
            raise MirrorError(f"git fast-import failed: {_last_line(said)}", "is there room on this disk?")
        return self._git("rev-parse", f"refs/heads/{self.branch}").decode().strip()

    def _push(self, commit: str, shown: str) -> None:
        """Push one commit; what the mirror shows is only replaced if it is what we last saw there."""
        target = f"refs/heads/{self.branch}"
        lease = f"--force-with-lease={target}:{shown}"
        self._git("push", "--quiet", lease, "--", self.mirror.url, f"{commit}:{target}")

    def _warn(self) -> None:
        size = sum(file.stat().st_size for file in (self.repository / "objects").rglob("*.pack"))
        if size > WARNED * LARGEST_REPOSITORY:
            logger.warning(
                '%s holds %.1f GB, near what hosts take; history = "squash" helps', self.mirror.name, size / 1e9
            )

    def _git(self, *arguments: str, inside: bool = True, text: bytes | None = None) -> bytes:
        """One call of git, with the operator's own settings: they hold how to reach and open the mirror."""
        place = ("-C", str(self.repository)) if inside else ()
        if not inside:
            self.repository.parent.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        try:
            ended = subprocess.run(
                ["git", *place, *arguments],
                input=text,
                capture_output=True,
                env=environment,
                timeout=self.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            hint = "the next run goes on; a slow line may need a longer timeout = … for this mirror"
            raise MirrorError(f"{self.mirror.name}: git took longer than {self.timeout:g} s", hint) from error
        if ended.returncode:
            said = _last_line(ended.stderr)
            hint = next((hint for sign, hint in HINTS if sign in ended.stderr.decode("utf-8", "replace")), "")
            raise MirrorError(f"{self.mirror.name}: git {arguments[0]}: {said}", hint or "the next run tries again")
        return ended.stdout


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


def _own() -> dict[str, str]:
    """The environment of a call that needs nothing of the operator's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "LC_ALL": "C"}


def _last_line(said: bytes) -> str:
    """What git complained of last, without any credentials."""
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("fatal:", "error:", "remote:"))] or lines or ["it said nothing"]
    return SECRET.sub(r"\1…@", told[-1]).strip()
