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

# How many articles are looked at together, and how many make up their past. Fewer than `ENOUGH` are no past to speak
# of: then nothing is found but one text at many addresses.
WINDOW, PAST, ENOUGH = 20, 200, 40
# The articles just read are looked at, and the last 20, 10 and 5: what came on slowly is found at last, and what began
# today is not thinned out by yesterday.
LENGTHS = (WINDOW, 10, 5)
# So unlikely must a count be even in the worst twenty of the past (docs/architecture.md §12 tells what was measured).
UNLIKELY = 1e-4
# At so many addresses a text or title belongs to no article. Two are common: one story in two sections.
SHARED = 3
# Against what an article was at an earlier reading, else against the median of the past. Of real papers in the order
# of their dates, medians of twenty articles range from 0.4 to 2.1 of that; at 0.6 there were false alarms.
SHORT, LONG = 0.5, 4.0
# One day as the date of many articles is a fault only where they were captured further apart.
DAYS = timedelta(days=2)
SAME_TEXT = "same text"

FIELDS: dict[str, Callable[[Article], object]] = {
    "no date": lambda article: article.published,
    "no author": lambda article: article.authors,
    "no section": lambda article: article.section,
    "no tag": lambda article: article.tags,
    "no summary": lambda article: article.summary,
    "no picture": lambda article: next(pictures(article), ""),
}


class Measure(Struct, frozen=True, kw_only=True):
    """What is compared of one article that was captured at a moment: what it lacks, and what should be its own.

    `text` is the digest of its text, `length` the number of its characters, `lead` a picture's address.
    """

    url: str
    at: datetime
    lacks: tuple[str, ...]
    length: int
    text: Digest
    title: str
    published: datetime | None
    lead: str


class Fault(Struct, frozen=True):
    """A sign that came too often, in a sentence, and which of the articles just read show it (by position)."""

    sign: str
    reason: str
    articles: tuple[int, ...]


def measure(article: Article, at: datetime) -> Measure:
    """What is compared of an article that was captured at a moment."""
    text = text_of(article.blocks).strip()
    lacks = [sign for sign, value in FIELDS.items() if not value(article)]
    # An extractor that finds no title takes the beginning of the text.
    untitled = ["no title"] if text.startswith(article.title) else []
    return Measure(
        url=article.url,
        at=at,
        lacks=(*untitled, *lacks),
        length=len(text),
        text=digest(text.encode("utf-8", "surrogatepass")) if text else "",
        title=article.title,
        published=article.published,
        lead=article.lead.url if article.lead else "",
    )


class Context(Struct, frozen=True, kw_only=True):
    """What articles just read are seen against, all in the order of capture.

    `before` are those next before them, were they held back or not; `past` is what was kept before these; `held` is
    what is held back. From its moment in `accepted` on, a sign is a habit: what is older is no past of it.
    """

    before: Sequence[Measure] = ()
    past: Sequence[Measure] = ()
    held: Sequence[Measure] = ()
    accepted: Mapping[str, datetime] = {}


def judge(fresh: Sequence[Measure], context: Context) -> list[Fault]:
    """What is wrong with articles that were just read; nothing where they are as ever."""
    past, window = context.past, [*context.before, *fresh]
    shown = _signs([*past, *window], context)
    earlier, recent = shown[: len(past)], shown[len(past) :]
    length = len({one.url for one in fresh})
    faults = []
    for sign in sorted(set().union(*recent[len(context.before) :])):
        since = context.accepted.get(sign, EPOCH)
        usual = _by_article(
            (one.url, sign in found) for one, found in zip(past, earlier, strict=True) if one.at > since
        )
        now = _by_article((one.url, sign in found) for one, found in zip(window, recent, strict=True))
        places = tuple(place for place, found in enumerate(recent[len(context.before) :]) if sign in found)
        if sign == SAME_TEXT:
            faults.append(Fault(sign, f"{sign} as at other addresses on {len(places)} of {len(fresh)} pages", places))
        elif reason := _too_often(sign, now, usual[-PAST:], length):
            faults.append(Fault(sign, reason, places))
    return faults


def signs(fresh: Sequence[Measure], context: Context) -> list[set[str]]:
    """What each article shows that a good one would not."""
    return _signs([*context.past, *context.before, *fresh], context)[-len(fresh) :]


def _signs(measures: Sequence[Measure], context: Context) -> list[set[str]]:
    """The signs of articles, first those of the past, against the past and against one another."""
    shown = [set(one.lacks) for one in measures]
    past = context.past
    if len(past) >= ENOUGH:
        usual = median(one.length for one in past)
        own = {one.url: one.length for one in past}
        lengths = [usual] * len(past) + [own.get(one.url) or usual for one in measures[len(past) :]]
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


def _by_article(pages: Iterable[tuple[str, bool]]) -> list[bool]:
    """One answer an article, in the order of their last pages: one that was captured many times is one article."""
    answers: dict[str, bool] = {}
    for url, answer in pages:
        answers.pop(url, None)
        answers[url] = answer
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


def _too_often(sign: str, now: Sequence[bool], usual: Sequence[bool], fresh: int) -> str:
    """How often a sign came, where that is too often; empty where it is not."""
    if len(usual) < ENOUGH:
        return ""
    counts = [0, *accumulate(usual)]
    worst = max(end - start for start, end in zip(counts, counts[WINDOW:], strict=False))
    share = (worst + 1) / (WINDOW + 2)
    for length in (fresh, *LENGTHS):
        count = sum(now[-length:])
        enough = LENGTHS[-1] <= length <= len(now) and 2 * count > length
        if enough and _chance(count, length, share) < UNLIKELY:
            had = len(usual) - sum(usual)
            so = f"{had} of {len(usual)} had one" if sign.startswith("no ") else f"{had} of {len(usual)} had not"
            return f"{sign} on {count} of {length} pages, where {so} before"
    return ""


def _chance(count: int, length: int, share: float) -> float:
    """How likely so many of so many are, or more, where each has this share (the binomial tail)."""
    return sum(comb(length, k) * share**k * (1 - share) ** (length - k) for k in range(count, length + 1))
