"""What is known of a publication's pages before they are read: learned from ten of them, and anew as they grow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from tamizdat.errors import ArchiveError
from tamizdat.extract.learn import LEAST, MOST, learn
from tamizdat.model import Capture, Learned, Publication
from tamizdat.pipeline.press import Press

# It is learned anew when there are so many times the pages, or after so long: sites change their furniture.
GROWTH = 1.5
LONGEST = timedelta(days=30)
# Of so many captures for each page that is looked at: some hold no article, some the article of another.
SPARE = 1.5


def lesson(press: Press, publication: Publication) -> Learned | None:
    """What is to be known of a publication when its pages are read now; learned and kept first, if it is time."""
    before = press.archive.learned(publication.id)
    known, now = press.archive.count_pages(publication.id), press.now()
    if known < LEAST:
        return before if before and before.name else None
    if before is None or known >= GROWTH * before.known or now - before.learned_at >= LONGEST:
        ids = press.archive.pages_to_learn_from(publication.id, int(SPARE * MOST))
        before = learn(_captures(press, ids), publication, now, known)
        press.archive.keep_learned(before)
    return before if before.name else None


def first_lesson(press: Press, publication: Publication, captures: Iterable[Capture]) -> Learned | None:
    """What is known of a publication that is being imported: if nothing is, it is learned from the first captures."""
    found = press.archive.learned(publication.id)
    if found is None:
        found = learn(captures, publication, press.now())
        if found.name:
            press.archive.keep_learned(found)
    return found if found.name else None


def _captures(press: Press, ids: Iterable[str]) -> Iterator[Capture]:
    """The captures that can be read; what damage there is, `check` says."""
    for id in ids:
        try:
            yield press.archive.capture(id)
        except ArchiveError:
            continue
