"""quarantine: which articles are held back, and may they go out?

What was just read is compared with the publication's past (`extract/drift.py`). An article at fault is kept, but held
back from every edition, until it is read as something better or the operator accepts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

import msgspec

from tamizdat.archive import content_digest
from tamizdat.archive.quarantine import Reading, Standing
from tamizdat.engine import batched_by
from tamizdat.errors import ArchiveError, ConfigError
from tamizdat.extract import drift
from tamizdat.model import Article, Capture, Digest, Failure, Quarantined
from tamizdat.pipeline.press import Event, Press, Result
from tamizdat.urls import canonical

# So many measures are remembered while a run lasts; one takes some 0.2 ms to make anew and 0.5 KB to keep.
REMEMBERED = 5000
# So many readings are asked for as the past: an article is captured again up to four times in its first week.
LONGEST = 2 * drift.PAST


def quarantined(press: Press, names: Sequence[str] = (), url: str = "") -> list[Quarantined]:
    """What is held back of the named publications (all, if none is named), or at one address. Raises `ConfigError`."""
    # A publication may have left the settings, and its articles still be held back.
    chosen = [publication.id for publication in press.publications(names)] if names else None
    found = press.archive.quarantined(chosen, canonical(url) or url)
    if url and not found:
        raise ConfigError(f"nothing is held back at {url}", "`tamizdat quarantine` lists what is")
    return found


def accept(press: Press, names: Sequence[str] = (), url: str = "") -> Iterator[Event]:
    """Let out what is held back. Where it is all of a publication, its articles may look like that from now on."""
    held = quarantined(press, names, url)
    with press.archive.transaction():
        revisions = press.archive.accept(held, habit=not url)
        for publication in sorted({one.publication for one in held}):
            report(press, publication)
    yield Result("quarantine", "articles", {"accepted": len(held), "revisions": revisions})


def report(press: Press, publication: str) -> Failure | None:
    """Note as a failure of a publication what is held back of it, and forget it where nothing is."""
    held = press.archive.quarantined([publication])
    if not held:
        press.archive.mend("extract", publication)
        return None
    newest = {sign: reason for one in held for sign, reason in one.reasons.items()}
    failure = Failure(
        stage="extract",
        subject=publication,
        message=f"{'; '.join(newest.values())}; articles held back: {len(held)}",
        hint=f"look at them with `tamizdat quarantine {publication}`; mend the rules and run `tamizdat extract"
        f" {publication} --again`, or let them out with `tamizdat quarantine {publication} --accept`",
        at=max(one.held_at for one in held),
    )
    if failure not in press.archive.failures("extract"):
        press.archive.fail(failure)
    return failure


class Watch:
    """Compares what one run reads with what was read before it."""

    def __init__(self, press: Press) -> None:
        self._archive = press.archive
        # Sources are read one after the other: what this run finds in the one is no past of the other.
        self._newest = press.archive.newest_read()
        self._known: dict[Digest, drift.Measure] = {}

    def look(self, outcomes: Sequence[tuple[Capture, Article | Failure]]) -> dict[str, dict[str, str]]:
        """What is to be held back of some outcomes: by the capture's id, a sentence for each sign."""
        pages: dict[tuple[str, str], list[tuple[Capture, Article]]] = {}
        for capture, outcome in outcomes:
            if isinstance(outcome, Article):
                kind = outcome.extractor.partition("/")[0]
                pages.setdefault((capture.publication, kind), []).append((capture, outcome))
        return {id: why for (name, kind), some in pages.items() for id, why in self._judge(name, kind, some)}

    def _judge(
        self, publication: str, kind: str, pages: Sequence[tuple[Capture, Article]]
    ) -> Iterator[tuple[str, dict[str, str]]]:
        standing = self._archive.standing([capture.id for capture, _ in pages])
        earlier = self._archive.read_before(publication, kind, standing[pages[0][0].id], drift.WINDOW)
        before = self._measured(earlier)
        without = {reading.number for reading in earlier if not reading.held}
        held = self._measured(self._archive.held_readings(publication, kind, drift.PAST))
        habits = self._archive.habits(publication)
        for chunk in batched_by(pages, drift.CHUNK):
            places = [standing[capture.id] for capture, _ in chunk]
            past = self._archive.past(publication, kind, places[-1], LONGEST, newest=self._newest, without=without)
            fresh = [drift.measure(article, capture.captured_at, kept=False) for capture, article in chunk]
            context = drift.Context(before=before, past=self._measured(past), held=held, accepted=habits)
            yield from _found(chunk, places, fresh, context)
            before = [*before, *fresh][-drift.WINDOW :]

    def _measured(self, readings: Iterable[Reading]) -> list[drift.Measure]:
        """What is compared of articles that the archive holds; one that is damaged is passed over."""
        measures = []
        for reading in readings:
            with suppress(ArchiveError):
                kept = not reading.held and reading.number <= self._newest
                measures.append(msgspec.structs.replace(self._measure(reading), at=reading.at, kept=kept))
        return measures

    def _measure(self, reading: Reading) -> drift.Measure:
        if reading.digest not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[reading.digest] = drift.measure(self._archive.content(reading.digest), reading.at)
        return self._known[reading.digest]


def _found(
    chunk: Sequence[tuple[Capture, Article]],
    places: Sequence[Standing],
    fresh: Sequence[drift.Measure],
    context: drift.Context,
) -> Iterator[tuple[str, dict[str, str]]]:
    """Those at fault; of what is held back already also those that still show what was held against them."""
    faults = drift.judge(fresh, context)
    shown = drift.signs(fresh, context) if any(stands.reasons for stands in places) else []
    for place, ((capture, article), stands) in enumerate(zip(chunk, places, strict=True)):
        # What is read as it was read before is what readers have.
        if stands.digest == content_digest(article):
            continue
        why = {fault.sign: fault.reason for fault in faults if place in fault.articles}
        why |= {sign: reason for sign, reason in stands.reasons.items() if sign in shown[place]}
        if why:
            yield capture.id, why
