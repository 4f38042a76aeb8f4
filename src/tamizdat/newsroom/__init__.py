"""The demo newspaper on a loopback server: what `demo` gathers, and what tests grow from.

The newspaper itself is data, `examples/newspaper`: one small file a story, some templates a language. `paper.py`
reads them, `site.py` knows what stands at every address, `server.py` answers.
"""

from __future__ import annotations

from pathlib import Path

from tamizdat.newsroom.answer import Answer, Route
from tamizdat.newsroom.server import Newsroom

__all__ = ["Answer", "Newsroom", "Route", "newspaper_folder"]


def newspaper_folder() -> Path:
    """Where the newspaper lies: in a checkout `examples/newspaper`, in an installed package `newspaper`."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parents[1] / "examples" / "newspaper"
    return checkout if checkout.is_dir() else package / "newspaper"
