"""extract: which captures have not been read?"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence

import tamizdat.extract as stage
from tamizdat.engine import batched_by
from tamizdat.errors import ExtractError
from tamizdat.model import Article, Capture, Failure, Learned, Publication
from tamizdat.pipeline.learn import lesson
from tamizdat.pipeline.press import Event, Press, Progress, Result
from tamizdat.pipeline.quarantine import Watch, report

# Articles written down at once: one fsync for all of them.
BATCH = 200


def extract(press: Press, names: Sequence[str] = (), *, again: bool = False) -> Iterator[Event]:
    """Every capture of the named publications that has neither article nor failure; with `again` every one."""
    publications = {publication.id: publication for publication in press.publications(names)}
    ids = press.archive.to_extract(list(publications), again=again)
    lessons: dict[str, Learned | None] = {}
    counts = {"read": 0, "articles": 0, "revisions": 0, "failed": 0, "quarantined": 0}
    watch, alarmed = Watch(press), set[str]()
    for batch in batched_by(ids, BATCH):
        captures = [press.archive.capture(id) for id in batch]
        for name in {capture.publication for capture in captures} - lessons.keys():
            lessons[name] = lesson(press, publications[name])
        tasks = [(each, publications[each.publication], lessons[each.publication]) for each in captures]
        outcomes = list(zip(captures, press.engine.map(read, tasks), strict=True))
        with press.archive.transaction():
            held = watch.look(outcomes)
            for capture, outcome in outcomes:
                keep(press, capture, outcome, counts, held.get(capture.id, {}))
            for name in {capture.publication for capture in captures}:
                report(press, name)
        alarmed |= {capture.publication for capture in captures if capture.id in held}
        yield from (outcome for _, outcome in outcomes if isinstance(outcome, Failure))
        yield Progress("extract", "captures", counts["read"], len(ids))
    yield from filter(None, (report(press, name) for name in sorted(alarmed)))
    yield Result("extract", "captures", counts)


def read(task: tuple[Capture, Publication, Learned | None]) -> Article | Failure:
    """One capture read, in whatever process, with what was learned; a page that holds no article is a `Failure`.

    A bug of ours in one page must not stop a paper: it is a `Failure` too, with its trace.
    """
    capture, publication, learned = task
    try:
        return stage.extract(capture, publication, learned)
    except ExtractError as error:
        return Failure(
            stage="extract", subject=capture.url, message=error.message, hint=error.hint, at=capture.captured_at
        )
    except Exception as error:
        return Failure(
            stage="extract",
            subject=capture.url,
            message=f"a bug of ours: {type(error).__name__}: {error}",
            hint="please report it with the trace that `tamizdat status -v` shows",
            trace=traceback.format_exc(),
            at=capture.captured_at,
        )


def keep(
    press: Press, capture: Capture, outcome: Article | Failure, counts: dict[str, int], held: dict[str, str]
) -> None:
    """Write down what came of a capture, and count it; `held` says why it is held back, if it is."""
    counts["read"] += 1
    if isinstance(outcome, Failure):
        counts["failed"] += 1
        press.archive.not_read(capture)
        press.archive.fail(outcome)
        return
    press.archive.mend("extract", capture.url)
    if held:
        counts["quarantined"] += 1
        press.archive.hold(capture, outcome, held)
        return
    counts["articles"] += 1
    counts["revisions"] += press.archive.add_article(capture, outcome)
    press.archive.let_go(capture)
