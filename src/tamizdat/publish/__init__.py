"""Release → Mirror: carry an edition to the places where readers find it.

`push` takes the whole release and changes at the mirror what differs; `read` fetches one file as a stranger
would. Both raise `MirrorError` with what to do about it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, cast

from tamizdat.errors import ConfigError
from tamizdat.model import Mirror, Receipt, Release
from tamizdat.plugins import load

KINDS = {
    "folder": "tamizdat.publish.folder:FolderTransport",
    "git": "tamizdat.publish.git:GitTransport",
}


class Transport(Protocol):
    """One mirror of one edition."""

    def push(self, release: Release) -> Receipt:
        """Make the mirror show exactly this release; safe to do again after an interruption."""

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of one file at the mirror; `MirrorError` if it is missing or longer than `limit`."""


def transport(mirror: Mirror, state: Path) -> Transport:
    """The transport to a mirror; `state` is a folder where it may keep what it needs to push only what changed."""
    make = load(mirror.kind, KINDS, "kind of mirror")
    known = getattr(make, "OPTIONS", None)
    for option in mirror.options:
        if known is not None and option not in known:
            hint = f"known for this kind are {', '.join(sorted(known)) or 'none'}"
            raise ConfigError(f'mirror {mirror.name}: unknown option "{option}"', hint)
    return cast(Transport, make(mirror, state))
