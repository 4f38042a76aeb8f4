"""A paper changes its layout: what is read wrongly then is held back, told of, mended or accepted, and never issued."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import changing_paper as paper
import pytest

from tamizdat import pipeline
from tamizdat.errors import ConfigError
from tamizdat.model import Failure
from tamizdat.newsroom import Newsroom
from tamizdat.pipeline import Event, Press, quarantine
from tamizdat.pipeline.status import check, status

NAME = "harbour-lantern"
GOOD, DRIFTED, BESIDE = range(60), range(60, 72), range(72, 74)


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes it a day of April 2026."""
    return lambda day: monkeypatch.setenv("SOURCE_DATE_EPOCH", moment(day))


@pytest.fixture
def folder(newsroom: Newsroom, tmp_path: Path, on: Callable[[int], None]) -> Path:
    """A press that has mirrored sixty stories; then come twelve in a new layout, and two more in the old one."""
    made = paper.write_press(tmp_path / "press", newsroom)
    paper.serve(newsroom, paper.old_layout, GOOD)
    on(1)
    run(made)
    paper.serve(newsroom, paper.new_layout, DRIFTED)
    paper.serve(newsroom, paper.old_layout, BESIDE)
    on(2)
    return made


def moment(day: int) -> str:
    return str(int(datetime(2026, 4, day, tzinfo=UTC).timestamp()))


def run(folder: Path) -> list[Event]:
    return worked(folder, pipeline.run)


def again(folder: Path) -> list[Event]:
    return worked(folder, lambda press: pipeline.extract(press, again=True))


def worked(folder: Path, work: Callable[[Press], Iterable[Event]]) -> list[Event]:
    with pipeline.open_press(folder) as press:
        return list(work(press))


def alarm(events: Iterable[Event]) -> Failure | None:
    """The one alarm among some events."""
    found = [event for event in events if isinstance(event, Failure) and event.subject == NAME]
    assert len(found) <= 1, "a run tells it once"
    return found[0] if found else None


def held(folder: Path) -> list[int]:
    """The numbers of the stories that are held back."""
    with pipeline.open_press(folder, readonly=True) as press:
        return sorted(number_in(one.url) for one in quarantine.quarantined(press))


def issued(folder: Path) -> dict[int, bytes]:
    """The pages of the edition by the numbers of their stories."""
    pages = [file.read_bytes() for file in (folder / "releases/site").glob("2026/**/*.html")]
    return {number_in(page.decode()): page for page in pages}


def number_in(text: str) -> int:
    return int(text.rpartition("/story-")[2].partition(".html")[0])


def test_a_layout_that_drifts_is_held_back_told_of_and_issued_when_the_rule_is_mended(
    folder: Path, newsroom: Newsroom, on: Callable[[int], None]
) -> None:
    before = issued(folder)
    assert sorted(before) == [*GOOD]
    told = alarm(run(folder))
    assert told
    assert told.message == (
        "no date on 12 of 14 pages, where 60 of 60 had one before; short text on 12 of 14 pages, where 0 of 60 had it"
        " before; articles held back: 12"
    )
    assert "tamizdat quarantine harbour-lantern" in told.hint
    assert held(folder) == [*DRIFTED]
    assert sorted(issued(folder)) == [*GOOD, *BESIDE], "the good ones beside them go out"
    with pipeline.open_press(folder) as press:
        shown = status(press)
        assert shown.counts["quarantine"] == 12
        assert told in shown.failures
        assert list(check(press)) == []

    assert alarm(run(folder)) is None, "nothing was read"
    assert held(folder) == [*DRIFTED]

    paper.write_press(folder, newsroom, paper.MENDED_RULES)
    assert alarm(again(folder)) is None
    assert held(folder) == []
    run(folder)
    assert sorted(issued(folder)) == [*GOOD, *DRIFTED, *BESIDE]
    assert {number: page for number, page in issued(folder).items() if number in before} == before
    with pipeline.open_press(folder) as press:
        assert not press.archive.failures("extract")
        assert list(check(press)) == []


def test_what_is_held_back_stays_so_while_it_is_read_the_same(folder: Path) -> None:
    told = alarm(run(folder))
    assert alarm(again(folder)) == told
    assert held(folder) == [*DRIFTED]


def test_a_drift_that_comes_page_by_page_is_found(folder: Path, newsroom: Newsroom, on: Callable[[int], None]) -> None:
    run(folder)
    with pipeline.open_press(folder) as press:
        list(quarantine.accept(press, url=f"{newsroom.address}/lantern/2026/story-60.html"))
    leaked = []
    for number in range(80, 92):
        paper.serve(newsroom, paper.new_layout, range(number, number + 1))
        on(3 + number - 80)
        run(folder)
        leaked += [number] * (number in issued(folder))
    assert leaked == [], "it began in a run before and is still going on"


def test_accepting_lets_it_all_out_and_makes_it_a_habit(
    folder: Path, newsroom: Newsroom, on: Callable[[int], None]
) -> None:
    run(folder)
    worked(folder, quarantine.accept)
    assert held(folder) == []
    with pipeline.open_press(folder) as press:
        assert not press.archive.failures("extract")
    run(folder)
    assert sorted(issued(folder)) == [*GOOD, *DRIFTED, *BESIDE]
    again(folder)
    assert held(folder) == [], "what was accepted stays so"
    paper.serve(newsroom, paper.new_layout, range(80, 95))
    on(3)
    assert alarm(run(folder)) is None
    assert 94 in issued(folder)


def test_one_article_is_accepted_by_its_address(folder: Path, newsroom: Newsroom) -> None:
    run(folder)
    with pipeline.open_press(folder) as press:
        list(quarantine.accept(press, url=f"{newsroom.address}/lantern/2026/story-64.html"))
        [failure] = press.archive.failures("extract")
    assert held(folder) == [number for number in DRIFTED if number != 64]
    assert failure.message.endswith("articles held back: 11")
    run(folder)
    assert sorted(issued(folder)) == [*GOOD, 64, *BESIDE]


def test_a_rule_that_is_spoilt_changes_nothing_that_readers_have(folder: Path, newsroom: Newsroom) -> None:
    before = issued(folder)
    paper.write_press(folder, newsroom, '\n[[rules]]\nbody = ".story p:first-child"\n')
    told = alarm(again(folder))
    assert told
    assert "short text on 20 of 20 pages" in told.message
    assert held(folder) == [*GOOD]
    assert alarm(worked(folder, pipeline.render)) is None
    assert issued(folder) == before
    paper.write_press(folder, newsroom)
    assert alarm(again(folder)) is None
    assert held(folder) == []


def test_a_revision_that_drifted_leaves_the_one_before_it_in_place(
    folder: Path, newsroom: Newsroom, on: Callable[[int], None]
) -> None:
    before = issued(folder)
    paper.serve(newsroom, paper.new_layout, range(30, 50))
    with pipeline.open_press(folder) as press:
        press.archive.write("UPDATE entries SET captured_at = NULL WHERE url LIKE '%story-3_.html'")
    on(3)
    run(folder)
    assert set(range(30, 40)) <= set(held(folder))
    assert {number: page for number, page in issued(folder).items() if number in GOOD} == before


def test_a_wall_at_every_address_is_held_back_in_a_press_without_a_past(
    newsroom: Newsroom, tmp_path: Path, on: Callable[[int], None]
) -> None:
    folder = paper.write_press(tmp_path, newsroom)
    on(1)
    paper.serve(newsroom, paper.old_layout, range(4))
    paper.serve(newsroom, paper.wall, range(4, 6))
    assert alarm(run(folder)) is None, "one story at two addresses is common"
    paper.serve(newsroom, paper.wall, range(6, 9))
    told = alarm(run(folder))
    assert told
    assert told.message.startswith("same text as at other addresses on 3 of 3 pages")
    assert held(folder) == [6, 7, 8]
    paper.serve(newsroom, paper.wall, range(9, 10))
    run(folder)
    assert held(folder) == [6, 7, 8, 9], "one is enough when it is known"


def test_an_ordinary_paper_is_never_held_back(newsroom: Newsroom, tmp_path: Path, on: Callable[[int], None]) -> None:
    folder = paper.write_press(tmp_path, newsroom)
    first = 0
    for day, number in enumerate((50, 1, 3, 20, 45, 7), start=1):
        paper.serve(newsroom, paper.old_layout, range(first, first + number))
        on(day)
        assert alarm(run(folder)) is None
        first += number
    assert held(folder) == []


@pytest.mark.parametrize(
    ("names", "url", "message", "hint"),
    [
        (["evening-lamp"], "", 'no publication is called "evening-lamp"', "known are harbour-lantern"),
        ([], "https://elsewhere.example/a", "nothing is held back at https://elsewhere.example/a", "lists what is"),
    ],
)
def test_what_is_not_there_cannot_be_accepted(
    folder: Path, names: list[str], url: str, message: str, hint: str
) -> None:
    with pipeline.open_press(folder) as press, pytest.raises(ConfigError) as error:
        list(quarantine.accept(press, names, url))
    assert error.value.message == message
    assert hint in error.value.hint


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_run_holds_back_the_same(folder: Path, seed: int) -> None:
    command = [sys.executable, "-m", "tamizdat", "run", "-C", str(folder)]
    process = subprocess.Popen(command, env=os.environ.copy(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.Random(seed).uniform(0.5, 1.3))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    run(folder)
    assert held(folder) == [*DRIFTED]
    assert sorted(issued(folder)) == [*GOOD, *BESIDE]
