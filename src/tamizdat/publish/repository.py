"""A bare git repository of ours, in which commits are made by `git fast-import`: no work tree is needed.

What is done here needs nothing of the operator's settings, so they are shut out: no hook, signature, template or name
of theirs has a part in it. What goes to the mirror needs them: they hold how to reach and to open it.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from tamizdat.errors import ConfigError, MirrorError
from tamizdat.model import Digest

# What git is told of us: nothing. fast-import takes an empty address.
NOBODY = "tamizdat <>"
SECRET = re.compile(r"(://)[^/\s]*@")
# Where the caller's own repository is, as in a hook (git rev-parse --local-env-vars); our own must be found instead.
ELSEWHERE = """
    GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE
    GIT_NAMESPACE GIT_NO_REPLACE_OBJECTS GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_QUARANTINE_PATH GIT_REPLACE_REF_BASE
    GIT_SHALLOW_FILE GIT_WORK_TREE
""".split()
HINTS = (
    ("could not read Username", "git has no credentials for it: set up a credential helper or an ssh key"),
    ("Authentication failed", "git has no valid credentials for it: set up a credential helper or an ssh key"),
    ("Permission denied (publickey", "the ssh key of this machine is not known there"),
    ("does not appear to be a git repository", "make the repository first; a new, empty one will do"),
    ("not found", "make the repository first; a new, empty one will do"),
    ("Could not resolve host", "is this machine connected? the next run tries again"),
    ("stale info", "somebody else is pushing there; the next run looks what it was"),
    ("checked out branch", "make the mirror a bare repository, or name another branch with branch = …"),
    ("protected branch", "allow pushes to the branch, or name another with branch = …"),
    ("non-fast-forward", 'the host takes no new history: use history = "keep", or allow it for the branch'),
)


class Repository:
    """The repository of one mirror; `name` is what messages call it, `timeout` how long its host may take (seconds)."""

    def __init__(self, folder: Path, name: str, timeout: float) -> None:
        self.folder, self.name, self.timeout = folder, name, timeout

    def prepare(self) -> None:
        """Make the repository if it is not there."""
        if not all((self.folder / part).exists() for part in ("HEAD", "objects", "refs")):
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self.git("init", "--bare", "--quiet", "--template=")

    def git(self, *arguments: str) -> bytes:
        """What git says of our own repository. Raises `MirrorError`."""
        return self._called(arguments, _shut_in(), None, self._made_anew)

    def ask(self, *arguments: str) -> bytes:
        """What git says of the mirror, reached with the operator's own settings. Raises `MirrorError`."""
        environment = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
        environment |= {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        return self._called(arguments, environment, self.timeout, "the next run tries again")

    def tip(self, branch: str) -> str:
        """The commit of a branch of ours; empty if there is none."""
        return self.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}").decode().strip()

    def differing(self, older: str, newer: str) -> int:
        """How many files differ between two commits; an empty one has none."""
        if older:
            listed = self.git("diff-tree", "-r", "-z", "--no-renames", "--name-only", older, newer)
        else:
            listed = self.git("ls-tree", "-r", "-z", "--name-only", newer) if newer else b""
        return listed.count(b"\0")

    def files(self, commit: str) -> dict[str, Digest]:
        """The digest of every file of a commit, by its path; nothing for an empty one."""
        found: dict[str, Digest] = {}
        if not commit:
            return found
        with self._piped("cat-file", "--batch") as (questions, answers):
            for line in self.git("ls-tree", "-r", "-z", commit).split(b"\0"):
                about, _, path = line.partition(b"\t")
                if b" blob " in about:
                    questions.write(about.split()[2] + b"\n")
                    questions.flush()
                    length = int(answers.readline().split()[2])
                    found[os.fsdecode(path)] = hashlib.sha256(answers.read(length)).hexdigest()
                    answers.read(1)
        return found

    def commit(
        self,
        branch: str,
        base: str,
        at: datetime,
        *,
        files: Iterable[tuple[str, bytes]],
        gone: Iterable[str],
        root: bool,
    ) -> str:
        """A commit on top of `base` with these files written and deleted; its id. With `root` it has no parent."""
        at = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        message = f"Edition of {at:%Y-%m-%d}".encode()
        start = f"from {base}\n" if base else ""
        if base and root:
            start = f'M 040000 {self.git("rev-parse", f"{base}^{{tree}}").decode().strip()} ""\n'
        with self._piped("fast-import", "--quiet", "--force", "--done") as (orders, _):
            orders.write(f"commit refs/heads/{branch}\ncommitter {NOBODY} {at.timestamp():.0f} +0000\n".encode())
            orders.write(b"data %d\n%b\n%b" % (len(message), message, start.encode()))
            for path in gone:
                orders.write(b"D %b\n" % _quoted(path))
            for path, data in files:
                orders.write(b"M 100644 inline %b\ndata %d\n" % (_quoted(path), len(data)))
                orders.write(data + b"\n")
            orders.write(b"done\n")
        return self.tip(branch)

    def tidy(self) -> None:
        """Let git pack what has grown, and drop what nothing leads to, when it thinks that worth the time."""
        with suppress(MirrorError):  # it costs room, and nothing else, if this fails
            self.git("-c", "gc.autoDetach=false", "gc", "--auto", "--quiet", "--prune=now")

    def size(self) -> int:
        """The bytes of all objects."""
        counted = dict(line.split(": ") for line in self.git("count-objects", "-v").decode().splitlines())
        return 1024 * (int(counted["size"]) + int(counted["size-pack"]))

    def _called(
        self, arguments: tuple[str, ...], environment: Mapping[str, str], timeout: float | None, hint: str
    ) -> bytes:
        try:
            ended = subprocess.run(
                self._command(arguments),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=environment,
                timeout=timeout,
                check=False,
            )
        except FileNotFoundError as error:
            raise ConfigError("git is not installed here", "install it: a git mirror needs it") from error
        except subprocess.TimeoutExpired as error:
            more = "the next run goes on; a slow line may need a longer timeout = … for this mirror"
            raise MirrorError(f"{self.name}: git took longer than {timeout:g} s", more) from error
        if ended.returncode:
            raise self._failure(arguments[0], ended.stdout + ended.stderr, hint)
        return ended.stdout

    @contextmanager
    def _piped(self, *arguments: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """What a running git reads, and what it writes. Raises `MirrorError` where it fails; killed if we do."""
        pipe = subprocess.PIPE
        command = self._command(arguments)
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=_shut_in()) as process:
            assert process.stdin
            assert process.stdout
            try:
                yield process.stdin, process.stdout
            except BrokenPipeError:
                pass  # git has said why
            except BaseException:
                process.kill()
                process.wait()
                with suppress(BrokenPipeError):  # for what it will read no more
                    process.stdin.close()
                raise
            _, said = process.communicate()
        if process.returncode:
            raise self._failure(arguments[0], said, self._made_anew)

    def _command(self, arguments: Iterable[str]) -> list[str]:
        return ["git", f"--git-dir={self.folder}", "-c", f"core.hooksPath={os.devnull}", *arguments]

    @property
    def _made_anew(self) -> str:
        return f"is there room on this disk? if it goes on so, delete {self.folder}: it is filled again from the mirror"

    def _failure(self, verb: str, said: bytes, otherwise: str) -> MirrorError:
        text = SECRET.sub(r"\1…@", said.decode("utf-8", "replace"))
        hint = next((hint for sign, hint in HINTS if sign in text), otherwise)
        return MirrorError(f"{self.name}: git {verb}: {_complaint(text)}", hint)


def _shut_in() -> dict[str, str]:
    """The environment of a call that needs nothing of the operator's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}


def _quoted(path: str) -> bytes:
    """A path as fast-import reads it, whatever is in it: in C's quotes, its bytes but the plain ones in octal."""
    plain = (chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\{byte:03o}" for byte in os.fsencode(path))
    return f'"{"".join(plain)}"'.encode()


def _complaint(text: str) -> str:
    """The line that says most of what went wrong: the host's own, then why a branch was refused, then git's."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for sign in ("remote: error", "remote: fatal", "!", "fatal:", "error:", "remote:"):
        for line in lines:
            if line.startswith(sign):
                return line.split("\t")[-1]
    return lines[-1] if lines else "it said nothing"
