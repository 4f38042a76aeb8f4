"""When it was published and last changed: what machines are told, what is shown, the address, the feed.

Two witnesses of one day beat one of another, so that a date that the template prints (today's, a related story's)
loses against the story's own. Of those that agree the one that knows the hour and its zone is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from tamizdat.extract import dates
from tamizdat.extract.ago import ago
from tamizdat.extract.dates import Moment
from tamizdat.extract.structured import text_in
from tamizdat.extract.visible import Shown
from tamizdat.extract.witnesses import Witness, support
from tamizdat.model import Capture, Publication, Support
from tamizdat.page import Page

PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "publish_date", "pubdate", "pub_date",
    "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "date", "cxenseparse:recs:publishtime",
    "article_date_original", "created", "release_date", "originalpublicationdate", "og:release_date",
    "article.published", "weibo: article:create_at", "apub:time", "bt:pubdate", "datecreated",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "article:modified", "og:updated_time", "og:modified_time", "datemodified", "lastmod",
    "dcterms.modified", "dc.date.modified", "last-modified", "updated_time", "revised", "weibo: article:update_at",
)  # fmt: skip
IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:[/_-]|\d{0,9}\.|$)")
YEARS_AHEAD = timedelta(days=2)
# Two moments this near are one: a day alone is one of any zone.
NEAR = timedelta(hours=36)
FURTHEST_ZONE = timedelta(hours=14)


class Clock:
    """Reads what a page says of moments, by its publication's zone and the day of its capture."""

    def __init__(self, page: Page, publication: Publication, capture: Capture) -> None:
        self.zone = dates.zone_named(publication.timezone)
        self.language = publication.language or page.language
        self.now = capture.captured_at

    def told(self, texts: Iterable[str]) -> Iterator[Moment]:
        """The moments in texts that are for machines; none after the capture, none of before there were newspapers."""
        return self._valid(texts, lambda text: dates.read(text, self.zone, self.language))

    def shown(self, texts: Iterable[str]) -> Iterator[Moment]:
        """The moments in texts that are for people, who are also told «3 hours ago»."""
        return self._valid(
            texts,
            lambda text: dates.search(text, self.zone, self.language) or ago(text, self.now, self.zone),
        )

    def _valid(self, texts: Iterable[str], reader: Callable[[str], Moment | None]) -> Iterator[Moment]:
        for text in texts:
            moment = reader(text) if text else None
            if moment and dates.EARLIEST < moment.at < self.now + YEARS_AHEAD:
                yield moment


def published(
    page: Page, data: dict[str, Any], shown: Callable[[], list[Shown]], publication: Publication, capture: Capture
) -> tuple[datetime | None, Support]:
    """When it was published, and who says so. What is shown is looked for only where machines are not told twice."""
    clock = Clock(page, publication, capture)
    linked = _first(clock.told(text_in(data.get(name)) for name in ("datePublished", "dateCreated", "uploadDate")))
    meta = _first(clock.told(page.meta.get(name, "") for name in PUBLISHED))
    witnesses = [Witness("JSON-LD", linked, 1.0), Witness("<meta>", meta, 1.0)]
    if not (linked and meta and linked.exact and _near(linked, meta)):
        # Of one day the feed knows the hour better than a page that says «yesterday, 18:40» in whose zone nobody knows.
        fed = Moment(capture.published, True, True) if capture.published else None
        witnesses.append(Witness("the feed", fed, 0.7))
        seen = list(clock.shown(each.published for each in shown()))
        witnesses += [Witness("the page", each, 0.8 if each is seen[0] else 0.0) for each in seen]
        found = IN_ADDRESS.search(page.url)
        witnesses.append(Witness("its address", _first(clock.told(["-".join(found.groups())])) if found else None, 0.5))
    return _weigh([Witness(each.by, each.said, each.weight) for each in witnesses if each.said is not None])


def modified(
    page: Page,
    data: dict[str, Any],
    shown: Callable[[], list[Shown]],
    published: datetime | None,
    publication: Publication,
    capture: Capture,
) -> datetime | None:
    """When it was last changed: as machines are told, else as is shown; never before it was published."""
    clock = Clock(page, publication, capture)
    told = [text_in(data.get("dateModified")), *(page.meta.get(name, "") for name in MODIFIED)]
    moment = _first(clock.told(told)) or _first(clock.shown(each.modified for each in shown()))
    if moment is None or (published and moment.at < published):
        return None
    return moment.at


def _first(moments: Iterator[Moment]) -> Moment | None:
    return next(moments, None)


def _near(one: Moment, other: Moment) -> bool:
    return abs(one.at - other.at) < NEAR


def _weigh(witnesses: list[Witness[Moment]]) -> tuple[datetime | None, Support]:
    if not witnesses:
        return None, Support(0.0)
    heard = [each for each in witnesses if each.weight] or witnesses
    best = max(heard, key=lambda one: sum(each.weight for each in heard if _near(one.said, each.said)))
    agreeing = [each for each in witnesses if _near(best.said, each.said)]
    others = [each for each in heard if each not in agreeing]
    return _finest([each.said for each in agreeing]).at, support([each for each in agreeing if each in heard], others)


def _finest(moments: list[Moment]) -> Moment:
    """The first moment that knows its hour; of one that does not know its zone, the same by another's clock."""
    first = next((each for each in moments if each.exact), moments[0])
    if first.zoned or not first.exact:
        return first
    for each in moments:
        apart = abs(each.at - first.at)
        if (
            each.zoned
            and each.exact
            and apart <= FURTHEST_ZONE
            and apart % timedelta(minutes=30) < timedelta(minutes=1)
        ):
            return each
    return first
