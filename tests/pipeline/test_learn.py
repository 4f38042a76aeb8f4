"""What a site repeats is learned before its pages are read: from ten on, and anew as they grow or time passes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from tamizdat import pipeline
from tamizdat.model import Article, Capture
from tamizdat.pipeline import Press
from tamizdat.pipeline.demo import write_demo
from tamizdat.pipeline.learn import LONGEST

NOW = datetime(2026, 5, 1, tzinfo=UTC)
NAME = "lantern-en"
STANDING = "This paper is owned by the people who read it, and every one of them has one vote at the meeting in May."
WORDS = "anchor barrel candle dagger ember feather gravel harvest island jacket kettle lantern mirror needle".split()


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    """A press that is asked for nothing over the network, with a clock that stands still."""
    write_demo(tmp_path, "http://127.0.0.1:9")
    with pipeline.open_press(tmp_path) as opened:
        yield msgspec.structs.replace(opened, now=lambda: NOW)


def gathered(press: Press, numbers: range, standing: str = STANDING) -> list[Capture]:
    """Pages that have been gathered: three paragraphs, and one that stands on all of them."""
    captures = []
    for number in numbers:
        one, two = WORDS[number % 14], WORDS[number // 14]
        told = [f"The {one} and the {two} met for the {each} time, and nobody knew why." for each in WORDS[:3]]
        text = "".join(f"<p>{line}</p>" for line in [*told, standing])
        url = f"https://lantern.example/en/{number}.html"
        captures.append(
            Capture(
                url=url,
                final_url=url,
                publication=NAME,
                captured_at=NOW + timedelta(minutes=number),
                status=200,
                headers={"content-type": "text/html"},
                body=f"<title>The {one} of {two}</title><div class=x>{text}</div>".encode(),
            )
        )
        press.archive.add_capture(captures[-1])
    return captures


def read(press: Press, *, again: bool = False) -> None:
    list(pipeline.extract(press, [NAME], again=again))


def article(press: Press, capture: Capture) -> Article:
    [id] = press.archive.row("SELECT id FROM aliases WHERE url = ?", (capture.url,))
    return press.archive.article(id)


def test_a_first_run_learns_from_its_own_pages(press: Press) -> None:
    captures = gathered(press, range(12))
    read(press)
    learned = press.archive.learned(NAME)
    assert learned is not None
    assert (learned.pages, learned.known, learned.learned_at) == (12, 12, NOW)
    for capture in captures:
        found = article(press, capture)
        assert len(found.blocks) == 3
        assert found.extractor.endswith(f"+{learned.name}")


def test_few_pages_are_read_as_they_are_and_anew_when_asked(press: Press) -> None:
    captures = gathered(press, range(9))
    read(press)
    assert press.archive.learned(NAME) is None
    assert len(article(press, captures[0]).blocks) == 4
    gathered(press, range(9, 11))
    read(press, again=True)
    assert len(article(press, captures[0]).blocks) == 3


def test_it_is_learned_anew_when_the_pages_have_grown_by_half_or_a_month_has_passed(press: Press) -> None:
    def at(days: int) -> Press:
        return msgspec.structs.replace(press, now=lambda: NOW + timedelta(days=days))

    gathered(press, range(12))
    read(press)
    first = press.archive.learned(NAME)
    gathered(press, range(12, 17))
    read(at(1))
    assert press.archive.learned(NAME) == first
    gathered(press, range(17, 18))
    read(at(2))
    second = press.archive.learned(NAME)
    assert first is not None
    assert second is not None
    assert (second.pages, second.known) == (18, 18)
    assert press.archive.learned(NAME, first.name) == first
    gathered(press, range(18, 19))
    read(at(2 + LONGEST.days))
    third = press.archive.learned(NAME)
    assert third is not None
    assert third.learned_at == NOW + timedelta(days=2) + LONGEST


def test_a_run_that_finds_nothing_to_read_learns_nothing(press: Press) -> None:
    gathered(press, range(12))
    read(press)
    before = press.archive.rows("SELECT * FROM learned")
    read(msgspec.structs.replace(press, now=lambda: NOW + 2 * LONGEST))
    assert press.archive.rows("SELECT * FROM learned") == before


def test_a_site_that_repeats_nothing_is_not_asked_again_each_time(press: Press) -> None:
    captures = gathered(press, range(1))
    for number in range(1, 12):
        press.archive.add_capture(msgspec.structs.replace(captures[0], url=f"https://lantern.example/en/copy/{number}"))
    read(press)
    learned = press.archive.learned(NAME)
    assert learned is not None
    assert (learned.pages, learned.name) == (1, "")
    assert "+" not in article(press, captures[0]).extractor
