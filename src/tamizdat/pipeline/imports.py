"""import: which articles of an old mirror, or of web-archive files, have we not got?

An old mirror holds each page many times over, rewritten for its menu or its addresses alone. A version is kept
as a capture where its article differs from the one before it, or where it is the first that cannot be read; of
all others only the digest is remembered, so that a second import passes over them unread.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec

from tamizdat.archive import content_digest
from tamizdat.config import absolute
from tamizdat.engine import batched_by
from tamizdat.errors import ConfigError, SourceError
from tamizdat.gather import Gatherer, gatherer
from tamizdat.model import Article, Capture, Entry, Failure, Publication, Source, digest
from tamizdat.pipeline.extract import BATCH, read
from tamizdat.pipeline.learn import first_lesson
from tamizdat.pipeline.press import Event, Press, Progress, Result

SOONEST = timedelta(microseconds=1)
WEB_ARCHIVES = (".warc", ".warc.gz", ".wacz")


def import_place(press: Press, place: str, publication: Publication) -> Iterator[Event]:
    """All articles of a place, the oldest version first; the network is asked only to clone a remote repository."""
    counts = {"versions": 0, "known": 0, "articles": 0, "revisions": 0, "unchanged": 0, "failed": 0}
    with press.fetcher() as fetcher:
        desk = gatherer(Source(kind=kind_of(place), url=place), publication, fetcher)
        yield Progress("import", place, 0)
        entries, damage = _listed(press, desk, place)
        if damage:
            counts["failed"] += 1
            yield damage
        latest: dict[str, str] = {}
        for batch in batched_by(entries, BATCH):
            yield from _batch(press, desk, publication, batch, latest, counts)
            yield Progress("import", place, counts["versions"], len(entries))
    yield Result("import", place, counts)


def _listed(press: Press, desk: Gatherer, place: str) -> tuple[list[Entry], Failure | None]:
    """What a place lists, and what kept it from listing more. Raises `SourceError` where it lists nothing."""
    entries: list[Entry] = []
    try:
        entries.extend(desk.entries())
    except SourceError as error:
        if not entries:
            raise
        failure = Failure(stage="import", subject=place, message=error.message, hint=error.hint, at=press.now())
        press.archive.fail(failure)
        return entries, failure
    return entries, None


def located(place: str) -> str:
    """A place to import from, as an address or an absolute path. Raises `ConfigError` where there is nothing."""
    found = absolute(place, Path())
    if found.startswith("/") and not Path(found).exists():
        raise ConfigError(f"there is no {place}", "name a git address, a clone, bundle, folder, tar, WARC or WACZ file")
    return found


def kind_of(place: str) -> str:
    """Which kind of source reads a place: web-archive files, else a mirror's repository, folder or tar."""
    path = Path(place)
    if place.endswith(WEB_ARCHIVES):
        return "warc"
    if path.is_dir() and any(file.name.endswith(WEB_ARCHIVES) for file in path.iterdir()):
        return "warc"
    return "git"


def _batch(
    press: Press,
    desk: Gatherer,
    publication: Publication,
    batch: list[Entry],
    latest: dict[str, str],
    counts: dict[str, int],
) -> Iterator[Event]:
    captures: list[Capture] = []
    seen: set[str] = set()
    for entry in batch:
        counts["versions"] += 1
        try:
            capture = desk.capture(entry)
        except SourceError as error:
            counts["failed"] += 1
            failure = Failure(stage="import", subject=entry.url, message=error.message, hint=error.hint, at=press.now())
            press.archive.fail(failure)
            yield failure
            continue
        name = digest(capture.body)
        if name in seen or press.archive.seen_body(name):
            counts["known"] += 1
            continue
        seen.add(name)
        captures.append(capture)
    learned = first_lesson(press, publication, captures)
    outcomes = press.engine.map(read, [(capture, publication, learned) for capture in captures])
    with press.archive.transaction():
        for capture, outcome in zip(captures, outcomes, strict=True):
            failed = _keep(press, capture, outcome, latest, counts)
            if failed:
                yield failed
        press.archive.mark_seen(seen)


def _keep(
    press: Press, capture: Capture, outcome: Article | Failure, latest: dict[str, str], counts: dict[str, int]
) -> Failure | None:
    if isinstance(outcome, Failure):
        if press.archive.captures_of(capture.url):
            counts["unchanged"] += 1
            return None
        counts["failed"] += 1
        press.archive.add_capture(capture)
        press.archive.not_read(capture)
        press.archive.fail(outcome)
        return outcome
    text = content_digest(outcome)
    before = latest.get(outcome.url) or press.archive.digest_at(outcome.url, capture.captured_at)
    latest[outcome.url] = text
    if before == text:
        counts["unchanged"] += 1
        return None
    counts["articles"] += before == ""
    capture = _distinct(press, capture)
    counts["revisions"] += press.archive.add_capture(capture) and press.archive.add_article(capture, outcome)
    press.archive.mend("extract", capture.url)
    return None


def _distinct(press: Press, capture: Capture) -> Capture:
    """The capture at a moment of its own: git counts seconds, and two versions of one second are two."""
    taken = set(press.archive.captures_of(capture.url))
    while capture.id in taken:
        capture = msgspec.structs.replace(capture, captured_at=capture.captured_at + SOONEST)
    return capture
