"""Do a publication's articles look as they did? A layout that drifts is seen in many pages before it is seen in one.

An article shows a *sign* where a field is missing, where its text is unusually short or long, or where its text,
title, date or lead picture are those of other articles too. A sign is a fault where it comes more often than the
publication's past explains. The measure of that is not the average but the worst twenty articles in a row: news
without pictures, or of one author, comes in rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from math import comb
from statistics import median

from msgspec import Struct

from tamizdat.blocks import pictures
from tamizdat.extract.blocks import text_of
from tamizdat.model import EPOCH, Article, Digest, digest

# How many articles are looked at together at the most, and how many make up their past. Fewer than `ENOUGH` are no past
# to speak of: then nothing is found but one text at many addresses.
WINDOW, PAST, ENOUGH = 60, 200, 40
# The articles just read are looked at, and the last 20, 10 and 5: what came on slowly is found at last, and what began
# today is not thinned out by yesterday. Half of the text makes only every other article a short one: that takes more.
LENGTHS = (20, 10, 5)
# So many are judged at once: a fault that begins among them soon has a row of its own.
CHUNK = 20
LONGER = {"short text": (WINDOW, 40)}
# The past of five in a row says little: the shortest row of it that is counted.
ROW = 20
# So unlikely must a count be even in the worst twenty of the past (docs/architecture.md §12 tells what was measured).
UNLIKELY = 1e-4
# At so many addresses a text or title belongs to no article. Two are common: one story in two sections.
SHARED = 3
# Against what an article was at an earlier reading, else against the median of the past. In real papers the median of
# five articles is 0.06 to 4.97 times that of the past: at 4 the same stretch of long ones was a false alarm.
SHORT, LONG = 0.5, 5.0
# One day as the date of many articles is a fault only where they were captured further apart.
DAYS = timedelta(days=2)
SAME_TEXT = "same text"

FIELDS: dict[str, Callable[[Article, str], object]] = {
    # An extractor that finds none takes the beginning of the text.
    "no title": lambda article, text: article.title and not text.startswith(article.title),
    "no date": lambda article, _: article.published,
    "no author": lambda article, _: article.authors,
    "no section": lambda article, _: article.section,
    "no tag": lambda article, _: article.tags,
    "no summary": lambda article, _: article.summary,
    "no picture": lambda article, _: next(pictures(article), ""),
}


class Measure(Struct, frozen=True, kw_only=True):
    """What is compared of one article that was captured at a moment: what it lacks, and what should be its own.

    `text` is the digest of its text, `length` the number of its characters, `lead` a picture's address. What this run
    has read and what is held back is not `kept`: it is no past.
    """

    url: str
    at: datetime
    lacks: tuple[str, ...]
    length: int
    text: Digest
    title: str
    published: datetime | None
    lead: str
    kept: bool = True


class Fault(Struct, frozen=True):
    """A sign that came too often, in a sentence, and which of the articles just read show it (by position)."""

    sign: str
    reason: str
    articles: tuple[int, ...]


def measure(article: Article, at: datetime, *, kept: bool = True) -> Measure:
    """What is compared of an article that was captured at a moment."""
    text = text_of(article.blocks).strip()
    return Measure(
        url=article.url,
        at=at,
        lacks=tuple(sign for sign, value in FIELDS.items() if not value(article, text)),
        length=len(text),
        text=digest(text.encode("utf-8", "surrogatepass")) if text else "",
        title=article.title,
        published=article.published,
        lead=article.lead.url if article.lead else "",
        kept=kept,
    )


class Context(Struct, frozen=True, kw_only=True):
    """What articles just read are seen against, all in the order of capture.

    `before` are those next before them, kept or not; `past` is what was kept before these; `held` is what is held back.
    From its moment in `accepted` on, a sign is a habit: what is older is no past of it.
    """

    before: Sequence[Measure] = ()
    past: Sequence[Measure] = ()
    held: Sequence[Measure] = ()
    accepted: Mapping[str, datetime] = {}


def judge(fresh: Sequence[Measure], context: Context) -> list[Fault]:
    """What is wrong with articles that were just read; nothing where they are as ever."""
    measures = [*context.past, *context.before, *fresh]
    shown = _signs(measures, context)
    first = len(measures) - len(fresh)
    faults = []
    for sign in sorted(set().union(*shown[first:])):
        since = context.accepted.get(sign, EPOCH)
        timeline = _by_article(
            # What is read again is its own past too.
            ((one.url, place < len(context.past)), sign in found, place < first and one.kept and one.at > since)
            for place, (one, found) in enumerate(zip(measures, shown, strict=True))
        )
        places = tuple(place for place, found in enumerate(shown[first:]) if sign in found)
        if sign == SAME_TEXT:
            faults.append(Fault(sign, f"{sign} as at other addresses on {len(places)} of {len(fresh)} pages", places))
        elif reason := _too_often(sign, timeline, len({one.url for one in fresh})):
            faults.append(Fault(sign, reason, places))
    return faults


def signs(fresh: Sequence[Measure], context: Context) -> list[set[str]]:
    """What each article shows that a good one would not."""
    return _signs([*context.past, *context.before, *fresh], context)[-len(fresh) :]


def _signs(measures: Sequence[Measure], context: Context) -> list[set[str]]:
    """The signs of articles, first those of the past, against the past and against one another."""
    shown = [set(one.lacks) for one in measures]
    past = [one for one in [*context.past, *context.before] if one.kept]
    if len(past) >= ENOUGH:
        usual = median(one.length for one in past)
        own = {one.url: one.length for one in past}
        earlier = len(context.past) + len(context.before)
        lengths = [usual] * earlier + [own.get(one.url) or usual for one in measures[earlier:]]
        for one, length, found in zip(measures, lengths, shown, strict=True):
            found.update(["short text"] * (one.length < SHORT * length) + ["long text"] * (one.length > LONG * length))
    everywhere = [*measures, *context.held]
    for sign, shares in (
        (SAME_TEXT, _same(everywhere, lambda one: one.text)),
        ("same title", _same(everywhere, lambda one: one.title)),
        ("same picture", _same(everywhere, lambda one: one.lead)),
        ("same date", _same_moment(everywhere, past)),
    ):
        for one, found in zip(measures, shown, strict=True):
            found.update([sign] * (one.url in shares))
    return shown


def _by_article(pages: Iterable[tuple[object, bool, bool]]) -> list[tuple[bool, bool]]:
    """Whether an article shows a sign and is past, in the order of the last pages: each article once."""
    answers: dict[object, tuple[bool, bool]] = {}
    for article, shows, past in pages:
        answers.pop(article, None)
        answers[article] = shows, past
    return list(answers.values())


def _same(measures: Sequence[Measure], value: Callable[[Measure], object]) -> set[str]:
    """The addresses whose value stands at `SHARED` of them or more."""
    addresses = {(value(one), one.url) for one in measures if value(one)}
    count = Counter(key for key, _ in addresses)
    return {url for key, url in addresses if count[key] >= SHARED}


def _same_moment(measures: Sequence[Measure], past: Sequence[Measure]) -> set[str]:
    """The addresses whose date is not their own.

    A time of day that a tenth of the past has (midnight, mostly) makes the date a day, and a day is many articles' own:
    unless these were captured days apart.
    """
    times = Counter(one.published.time() for one in past if one.published)
    captured: dict[datetime, list[datetime]] = {}
    for one in measures:
        if one.published:
            captured.setdefault(one.published, []).append(one.at)
    own = {
        moment
        for moment, at in captured.items()
        if times[moment.time()] * 10 >= max(1, len(past)) and max(at) - min(at) <= DAYS
    }
    return _same(measures, lambda one: None if one.published in own else one.published)


def _too_often(sign: str, timeline: Sequence[tuple[bool, bool]], fresh: int) -> str:
    """How often a sign came, where that is too often; empty where it is not."""
    for length in (fresh, *LONGER.get(sign, ()), *LENGTHS):
        count = sum(shows for shows, _ in timeline[-length:])
        usual = [shows for shows, past in timeline[:-length] if past][-PAST:]
        row = max(length, ROW)
        if LENGTHS[-1] <= length <= len(timeline) and 2 * count >= length and len(usual) >= max(ENOUGH, 2 * row):
            counts = [0, *accumulate(usual)]
            worst = max(end - start for start, end in zip(counts, counts[row:], strict=False))
            if _chance(count, length, (worst + 1) / (row + 2)) < UNLIKELY:
                so = sum(usual)
                had = f"{len(usual) - so} of {len(usual)} had one" if sign in FIELDS else f"{so} of {len(usual)} had it"
                return f"{sign} on {count} of {length} pages, where {had} before"
    return ""


def _chance(count: int, length: int, share: float) -> float:
    """How likely so many of so many are, or more, where each has this share (the binomial tail)."""
    return sum(comb(length, k) * share**k * (1 - share) ** (length - k) for k in range(count, length + 1))
