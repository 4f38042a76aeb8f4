"""The flow: one function a stage, and the only place where stages meet.

    gather → extract → pictures → render → publish

Each function asks the archive what is still to do, does it, and writes it down; run one twice and the second
run finds nothing. Each yields events while it works: `Progress`, `Failure`, and one `Result` at its end.
"""

from __future__ import annotations

from tamizdat.pipeline.extract import extract
from tamizdat.pipeline.gather import gather
from tamizdat.pipeline.imports import import_place
from tamizdat.pipeline.pictures import pictures
from tamizdat.pipeline.press import Event, Press, Progress, Result, open_press
from tamizdat.pipeline.publish import publish
from tamizdat.pipeline.render import render
from tamizdat.pipeline.run import run

__all__ = [
    "Event",
    "Press",
    "Progress",
    "Result",
    "extract",
    "gather",
    "import_place",
    "open_press",
    "pictures",
    "publish",
    "render",
    "run",
]
