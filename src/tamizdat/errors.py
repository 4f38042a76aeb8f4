"""Every failure that we foresee, with its message, its hint and the exit code of the command.

    TamizdatError
    ├── ConfigError   2   the operator's settings or command line
    ├── SourceError   3   a source, a page or a picture could not be had
    ├── ExtractError  3   a page holds no article
    ├── MirrorError   3   a mirror could not be reached or written
    ├── ArchiveError  4   the archive is damaged
    └── TrustError    5   something is not what it claims to be

Raise one `from` its cause, where the subject is known; let everything else fly. They are caught in
`pipeline` (a `Failure` row, the run goes on) and in `cli.py` (two lines and an exit code), nowhere else.
"""

from __future__ import annotations


class TamizdatError(Exception):
    """A failure that we foresee: `message` says what is wrong, `hint` what to do about it."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigError(TamizdatError):
    """The configuration or the command line cannot be followed."""

    exit_code = 2


class SourceError(TamizdatError):
    """A source, page or picture could not be had, or may not be asked for."""

    exit_code = 3


class ExtractError(TamizdatError):
    """A page holds no article that we can find."""

    exit_code = 3


class MirrorError(TamizdatError):
    """A mirror could not be reached, read or written."""

    exit_code = 3


class ArchiveError(TamizdatError):
    """The archive does not hold what it says it holds."""

    exit_code = 4


class TrustError(TamizdatError):
    """What was read is not signed, altered, or older than what we know."""

    exit_code = 5
