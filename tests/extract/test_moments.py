"""When an article was published and changed, where machines and readers are told different things."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tamizdat.extract.html import HtmlExtractor
from tamizdat.model import Article, Capture, Publication

STORY = "<p>The boats came home before the storm, and nobody was hurt, the pilots said on Sunday.</p>" * 9
CAPTURED = datetime(2026, 3, 9, 12, tzinfo=UTC)
META = "<meta property=article:published_time content='{}'>"


def at(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=UTC)  # type: ignore[arg-type, misc]


def read(
    linked: str = "",
    meta: str = "",
    top: str = "",
    above: str = "",
    first: str = "",
    below: str = "",
    changed: str = "",
    **more: Any,
) -> Article:
    """The article of a page; `above` stands before the headline, `top` behind it, `first` begins it."""
    told = json.dumps({"@type": "NewsArticle", "datePublished": linked, "dateModified": changed})
    head = f"<title>Boats home</title><script type=application/ld+json>{told}</script>"
    head += META.format(meta) if meta else ""
    page = f"<html lang={more.pop('language', 'en')}><head>{head}<body>{above}<main><h1>Boats home</h1>{top}"
    page = f"{page}<div>{first}{STORY}</div></main>{below}"
    url = more.pop("url", "https://islandpost.example/news/1")
    fields: dict[str, Any] = {"status": 200, "headers": {}, "publication": "post", "body": page.encode()} | more
    capture = Capture(url=url, final_url=url, captured_at=CAPTURED, **fields)
    return HtmlExtractor().extract(capture, Publication(id="post", name="Post", timezone="Europe/Oslo"))


OWN = "<p class=date>5 March 2026 10:00</p>"


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ({"linked": "2026-03-05T10:00:00Z"}, at(2026, 3, 5, 10)),
        ({"meta": "2026-03-05T10:00:00Z"}, at(2026, 3, 5, 10)),
        ({"top": OWN}, at(2026, 3, 5, 9)),
        ({"top": "<time datetime='2026-03-05T10:00:00Z'>5 March</time>"}, at(2026, 3, 5, 10)),
        # a day is made exact by whoever knows the hour, an hour by whoever knows its zone
        ({"linked": "2026-03-05", "top": OWN}, at(2026, 3, 5, 9)),
        ({"linked": "2026-03-05T10:00:00", "meta": "2026-03-05T10:00:00+08:00"}, at(2026, 3, 5, 2)),
        # what the template prints is not believed against the page and its address
        ({"linked": "2026-03-09T11:59:00Z", "top": OWN, "url": "https://islandpost.example/2026/03/05/1"},
         at(2026, 3, 5, 9)),
        ({"linked": "2026-03-09T11:59:00Z", "meta": "2026-03-05T10:00:00Z", "top": OWN}, at(2026, 3, 5, 10)),
        # a date that one witness only contradicts stands
        ({"linked": "2026-03-05T10:00:00Z", "top": "<p class=date>1 March 2026</p>"}, at(2026, 3, 5, 10)),
        # of the dates that are shown the one by the headline counts
        ({"above": "<div class=date>9 March 2026</div>", "top": OWN}, at(2026, 3, 5, 9)),
        ({"top": OWN, "below": "<div class=date>1 March 2026</div>"}, at(2026, 3, 5, 9)),
        ({"above": "<a href=/2><h3>Another story of the harbour, and what its pilots said on Sunday</h3>"
          "<time datetime=2026-03-01>1 March</time></a>",
          "top": OWN}, at(2026, 3, 5, 9)),
        ({"below": "<p class=copyright>© 2019-2026 Island Post</p>"}, None),
        # a change is no publication
        ({"top": "<p class=date>Updated: 6 March 2026 10:00. Published: 5 March 2026 10:00</p>"}, at(2026, 3, 5, 9)),
        ({"top": "<p class=date>Published 5 March 2026 10:00, updated 6 March 2026 10:00</p>"}, at(2026, 3, 5, 9)),
        ({"top": "<p>Updated <time datetime=2026-03-06T10:00Z>6</time> <time datetime=2026-03-05T10:00Z>5</time>"},
         at(2026, 3, 5, 10)),
        # the clock of the reader
        ({"top": "<p class=date>3 hours ago</p>"}, at(2026, 3, 9, 9)),
        ({"top": "<p class=date>vor 3 Stunden</p>", "language": "de"}, at(2026, 3, 9, 9)),
        ({"top": "<p class=date>3小时前</p>", "language": "zh"}, at(2026, 3, 9, 9)),
        ({"top": "<p class=date>3 ساعت پیش</p>", "language": "fa"}, at(2026, 3, 9, 9)),
        # datelines in the text
        ({"first": "<p>【岛报2026年03月05日讯】船队在风暴之前回到港口，没有人受伤。</p>"}, at(2026, 3, 4, 23)),
        ({"first": "<p>【岛报港城2026年3月5日电】船队在风暴之前回到港口，没有人受伤。</p>"}, at(2026, 3, 4, 23)),
        # the feed's word, and the address alone
        ({"published": at(2026, 3, 5, 7)}, at(2026, 3, 5, 7)),
        ({"published": at(2026, 3, 8, 7), "top": "<p class=date>Yesterday, 10:00</p>"}, at(2026, 3, 8, 7)),
        ({"published": at(2026, 3, 1, 7), "top": OWN}, at(2026, 3, 5, 9)),
        ({"url": "https://islandpost.example/2026/03/05/boats"}, at(2026, 3, 4, 23)),
        ({"linked": "2099-01-01"}, None),
        ({"linked": "0000-00-00", "top": OWN}, at(2026, 3, 5, 9)),
    ],
)  # fmt: skip
def test_published(told: dict[str, Any], moment: datetime | None) -> None:
    assert read(**told).published == moment


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ({"changed": "2026-03-06T10:00:00Z"}, at(2026, 3, 6, 10)),
        ({"changed": "2026-03-05T10:00:00Z"}, at(2026, 3, 5, 10)),
        ({"changed": "2026-03-04T10:00:00Z"}, None),
        ({"top": "<p class=date>Updated: 6 March 2026 10:00</p>"}, at(2026, 3, 6, 9)),
        ({"top": "<p class=date>Published 5 March 2026, updated 6 March 2026 10:00</p>"}, at(2026, 3, 6, 9)),
        ({"top": "<p class=date>Updated 3 hours ago</p>"}, at(2026, 3, 9, 9)),
        ({"top": "<p class=date>Обновлено: 6 марта 2026, 10:00</p>"}, at(2026, 3, 6, 9)),
        ({"top": "<p class=date>更新时间：2026年3月6日 10:00</p>"}, at(2026, 3, 6, 9)),
        ({"top": "<time class=date-updated datetime=2026-03-06T10:00Z>6 March</time>"}, at(2026, 3, 6, 10)),
        ({"top": "<meta itemprop=dateModified content=2026-03-06T10:00:00Z>"}, at(2026, 3, 6, 10)),
        ({}, None),
    ],
)
def test_modified_is_never_before_published(told: dict[str, Any], moment: datetime | None) -> None:
    assert read(linked="2026-03-05T10:00:00Z", **told).modified == moment


@pytest.mark.parametrize(
    ("told", "by"),
    [
        ({"linked": "2026-03-05T10:00:00Z", "meta": "2026-03-05T10:00:00Z"}, "JSON-LD, <meta>"),
        ({"linked": "2026-03-05T10:00:00Z", "top": OWN}, "JSON-LD, the page"),
        ({"linked": "2026-03-05T10:00:00Z", "top": "<p class=date>1 March 2026</p>"}, "JSON-LD against the page"),
        ({"url": "https://islandpost.example/2026/03/05/boats"}, "its address"),
        ({}, ""),
    ],
)
def test_the_reason_is_given(told: dict[str, Any], by: str) -> None:
    assert read(**told).confidence["published"].by == by
