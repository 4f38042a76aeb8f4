"""run: all stages in their order."""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.errors import TrustError
from tamizdat.pipeline.extract import extract
from tamizdat.pipeline.gather import gather
from tamizdat.pipeline.pictures import pictures
from tamizdat.pipeline.press import Event, Press
from tamizdat.pipeline.publish import publish
from tamizdat.pipeline.render import render


def run(press: Press, *, back: int = 0) -> Iterator[Event]:
    """From the sources to the mirrors, once."""
    yield from gather(press, back=back)
    yield from extract(press)
    yield from pictures(press)
    try:
        yield from render(press)
    except TrustError:
        # What was refused stays as readers have it; the other editions go out.
        yield from publish(press)
        raise
    yield from publish(press)
