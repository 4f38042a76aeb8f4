"""What a transport remembers of its mirror between pushes.

Losing it costs time: what the mirror shows is read again. It also costs a folder the knowledge of what was ours there:
files that leave the edition meanwhile stay.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import msgspec

Kept = TypeVar("Kept")


def read_state(file: Path, kind: type[Kept]) -> Kept:
    """What was remembered; an empty one where nothing was, or where it cannot be read."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        return kind()


def write_state(file: Path, state: Any) -> None:
    """Remember; whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.new")
    aside.write_bytes(msgspec.json.encode(state))
    aside.replace(file)
