"""What is drift and what is news: each sign where it is injected, and none in a paper that goes on as ever."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tamizdat.extract.drift import CHUNK, Context, Measure, judge, measure
from tamizdat.model import Article, Figure, Image, Paragraph, Span

START = datetime(2026, 1, 1, 5, 7, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)


def story(number: int, chance: random.Random) -> Measure:
    """A story of a paper that has pictures with nine of ten and authors with every other."""
    lacks = [sign for sign, share in (("no picture", 0.1), ("no author", 0.5)) if chance.random() < share]
    return Measure(
        url=f"https://paper.example/{number}",
        at=START + number * HOUR,
        lacks=(*lacks, "no summary"),
        length=int(1200 * chance.lognormvariate(0, 0.6)),
        text=f"text {number}",
        title=f"title {number}",
        published=START + number * HOUR - timedelta(seconds=chance.randint(60, 3000)),
        lead="" if "no picture" in lacks else f"https://paper.example/{number}.jpg",
    )


def paper(count: int, seed: int = 1) -> list[Measure]:
    chance = random.Random(seed)
    return [story(number, chance) for number in range(count)]


def signs(fresh: list[Measure], earlier: list[Measure], **more: object) -> dict[str, int]:
    """The faults that are found, and how many of the fresh articles show each."""
    context = Context(past=earlier[:-60], before=earlier[-60:], **more)  # type: ignore[arg-type]
    return {fault.sign: len(fault.articles) for fault in judge(fresh, context)}


def lacking(sign: str) -> Callable[[Measure], Measure]:
    return lambda one: msgspec.structs.replace(one, lacks=tuple({*one.lacks, sign}))


def changed(**more: object) -> Callable[[Measure], Measure]:
    return lambda one: msgspec.structs.replace(one, **more)


DRIFT: dict[str, Callable[[Measure], Measure]] = {
    "no date": lacking("no date"),
    "no picture": lacking("no picture"),
    "no tag": lacking("no tag"),
    "no section": lacking("no section"),
    "no title": lacking("no title"),
    "short text": lambda one: msgspec.structs.replace(one, length=one.length // 6),
    "long text": lambda one: msgspec.structs.replace(one, length=one.length + 12_000),
    "same text": changed(text="please subscribe"),
    "same title": changed(title="Paper"),
    "same date": changed(published=START),
    "same picture": changed(lead="https://paper.example/logo.png"),
}


@pytest.mark.parametrize("sign", DRIFT)
def test_a_run_that_drifted_is_found(sign: str) -> None:
    stories = paper(174)
    assert signs([DRIFT[sign](one) for one in stories[160:]], stories[:160]) == {sign: pytest.approx(14, abs=2)}


@pytest.mark.parametrize("sign", DRIFT)
def test_a_drift_is_found_one_by_one_as_it_comes(sign: str) -> None:
    stories = paper(200)
    earlier = stories[:160]
    found = 0
    for one in stories[160:]:
        fresh = msgspec.structs.replace(DRIFT[sign](one), kept=False)
        found += sign in signs([fresh], earlier)
        earlier = [*earlier, fresh]
    assert found >= 20, "at the latest the twentieth"


@pytest.mark.parametrize("size", [1, 3, 5, 14, CHUNK])
def test_a_paper_that_goes_on_as_ever_raises_no_alarm(size: int) -> None:
    stories = paper(400, seed=size)
    for start in range(100, 400, size):
        assert signs(stories[start : start + size], stories[:start]) == {}


@pytest.mark.parametrize(("share", "found"), [(0.5, True), (1.0, False)])
def test_half_of_the_text_is_found_in_sixty_articles(share: float, found: bool) -> None:
    stories = paper(260)
    cut = [msgspec.structs.replace(one, length=int(one.length * share), kept=False) for one in stories[200:]]
    seen = [signs(cut[at : at + 20], [*stories[:200], *cut[:at]]) for at in (0, 20, 40)]
    assert any("short text" in some for some in seen) == found


def test_every_text_cut_in_half_by_a_new_reading_is_found_at_once() -> None:
    stories = paper(100)
    halved = [msgspec.structs.replace(one, length=int(one.length * 0.45), kept=False) for one in stories[:20]]
    faults = judge(halved, Context(past=stories))
    assert [(fault.sign, len(fault.articles)) for fault in faults] == [("short text", 20)]


def test_without_a_past_only_one_text_at_many_addresses_is_a_fault() -> None:
    fresh = [DRIFT["no date"](changed(title="Paper")(one)) for one in paper(20)]
    assert signs(fresh, paper(39)[20:]) == {}
    assert signs([changed(text="wall")(one) for one in fresh[:3]], []) == {"same text": 3}
    assert signs([changed(text="wall")(one) for one in fresh[:2]], []) == {}
    assert signs([changed(text="")(one) for one in fresh], []) == {}, "pictures alone have no text to share"


def test_what_is_held_back_makes_a_text_known() -> None:
    wall = [changed(text="wall")(one) for one in paper(3)]
    assert signs(wall[:1], [], held=wall[1:]) == {"same text": 1}


def test_an_article_captured_many_times_counts_once() -> None:
    stories = paper(160)
    bare = lacking("no date")(stories[100])
    fresh = [msgspec.structs.replace(bare, at=bare.at + number * HOUR, text=f"{number}") for number in range(9)]
    assert signs(fresh, stories) == {}


def test_only_those_that_show_a_sign_are_at_fault() -> None:
    stories = paper(174)
    fresh = [lacking("no date")(one) if number % 3 else one for number, one in enumerate(stories[160:])]
    [fault] = judge(fresh, Context(past=stories[:100], before=stories[100:160]))
    assert fault.articles == tuple(number for number in range(14) if number % 3)
    assert fault.reason == "no date on 9 of 14 pages, where 160 of 160 had one before"


def test_an_accepted_sign_has_its_past_from_then_on() -> None:
    stories = [*paper(120), *map(lacking("no date"), paper(240)[120:])]
    fresh, earlier = stories[130:140], stories[:130]
    assert signs(fresh, earlier) == {"no date": 10}
    assert signs(fresh, earlier, accepted={"no date": stories[119].at}) == {}
    mended = [*stories[:180], *paper(240)[180:]]
    again = list(map(lacking("no date"), paper(260)[240:]))
    assert signs(again, mended, accepted={"no date": stories[119].at}) == {}, "it was so for half of its past"
    assert signs(again, mended, accepted={"no date": mended[179].at}) == {"no date": 20}


def test_a_day_is_the_date_of_many_articles_unless_they_were_captured_days_apart() -> None:
    midnight = [
        msgspec.structs.replace(one, published=one.at.replace(hour=0, minute=0, second=0)) for one in paper(184)
    ]
    same = [changed(published=midnight[-1].published)(one) for one in midnight[160:]]
    assert signs(same[-14:], midnight[:160]) == {}
    apart = [msgspec.structs.replace(one, at=one.at + number * 5 * HOUR) for number, one in enumerate(same)]
    sparse = [
        msgspec.structs.replace(one, published=one.published - number * 24 * HOUR)
        for number, one in enumerate(midnight[:160])
        if one.published
    ]
    assert signs(apart[:20], sparse) == {"same date": 20}


def test_a_measure_tells_what_an_article_lacks() -> None:
    image = Image("https://paper.example/1.jpg")
    article = Article(
        id="a",
        publication="paper",
        url="https://paper.example/a",
        title="The ferry",
        capture="",
        extractor="html/2",
        blocks=(Paragraph((Span("The ferry sails again."),)), Figure(image)),
    )
    found = measure(article, START)
    assert found.lacks == ("no title", "no date", "no author", "no section", "no tag", "no summary")
    assert (found.length, found.lead, found.at) == (22, "", START)
    whole = measure(msgspec.structs.replace(article, title="Ferries", published=START, lead=image, blocks=()), START)
    assert whole.lacks == ("no author", "no section", "no tag", "no summary")
    assert (whole.text, whole.lead) == ("", image.url)
