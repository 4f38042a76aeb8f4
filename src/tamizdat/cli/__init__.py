"""The command line: verbs → pipeline. The only folder that prints."""

from __future__ import annotations

from tamizdat.cli.main import main

__all__ = ["main"]
