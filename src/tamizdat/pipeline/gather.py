"""gather: what do the sources list, and which pages of it have we not got?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from tamizdat.errors import SourceError
from tamizdat.gather import Gatherer, gatherer
from tamizdat.gather.fetch import Fetcher
from tamizdat.model import Entry, Failure, Publication, Source
from tamizdat.pipeline.press import Event, Press, Progress, Result
from tamizdat.urls import canonical

# Entries written down at once: one fsync for all of them.
BATCH = 200


def gather(press: Press, names: Sequence[str] = (), *, back: int = 0) -> Iterator[Event]:
    """Every source of the named publications: its entries, then the pages that are due.

    `back` is how many older pages of a list are walked, for the kinds that can.
    """
    with press.fetcher() as fetcher:
        for publication in press.publications(names):
            for source in publication.sources:
                if _rests(press, source):
                    continue
                yield from _source(press, fetcher, publication, _walking(source, back))


def _rests(press: Press, source: Source) -> bool:
    poll = press.archive.poll(canonical(source.url) or source.url)
    return bool(source.every and poll and press.now() - poll.checked_at < source.every)


def _walking(source: Source, back: int) -> Source:
    if not back or source.kind not in ("section", "feed"):
        return source
    return msgspec.structs.replace(source, options=source.options | {"back": back})


def _source(press: Press, fetcher: Fetcher, publication: Publication, source: Source) -> Iterator[Event]:
    desk = gatherer(source, publication, fetcher)
    counts = {"listed": 0, "new": 0, "captured": 0, "unchanged": 0, "failed": 0}
    try:
        _note(press, source, desk.entries(), counts)
        press.archive.mend("gather", source.url)
    except SourceError as error:
        counts["failed"] += 1
        yield _failed(press, source.url, error)
    due = press.archive.due(source.url, press.now(), press.config.gather.again)
    for done, entry in enumerate(due):
        yield Progress("gather", source.url, done, len(due))
        outcome = _capture(press, desk, entry)
        if isinstance(outcome, Failure):
            counts["failed"] += 1
            yield outcome
        else:
            counts["captured" if outcome else "unchanged"] += 1
    for poll in desk.polls:
        press.archive.remember(poll)
    yield Result("gather", source.url, counts)


def _note(press: Press, source: Source, entries: Iterator[Entry], counts: dict[str, int]) -> None:
    """Write down what a source lists, many at once; what it listed before it failed is worth having too."""
    listed: list[Entry] = []

    def write() -> None:
        with press.archive.transaction():
            counts["new"] += sum(press.archive.note(entry, source.url) for entry in listed)
        counts["listed"] += len(listed)
        listed.clear()

    try:
        for entry in entries:
            listed.append(entry)
            if len(listed) == BATCH:
                write()
    finally:
        write()


def _capture(press: Press, desk: Gatherer, entry: Entry) -> bool | Failure:
    """Whether a page was new. What was asked, answered and kept is one transaction: a run that is cut off between
    them asks anew, instead of being told that nothing has changed."""
    with press.archive.transaction():
        try:
            capture = desk.capture(entry)
        except SourceError as error:
            return _failed(press, entry.url, error)
        kept = capture.status != 304 and press.archive.add_capture(capture)
        press.archive.captured(entry, capture.captured_at)
        return kept


def _failed(press: Press, subject: str, error: SourceError) -> Failure:
    failure = Failure(stage="gather", subject=subject, message=error.message, hint=error.hint, at=press.now())
    press.archive.fail(failure)
    return failure
