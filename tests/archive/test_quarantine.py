"""What is held back is kept, and no part of anything that readers get."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from archive.samples import HOUR, NOW, URL, article, capture, keep

from tamizdat.archive import Archive
from tamizdat.archive.database import FILE
from tamizdat.archive.quarantine import Reading
from tamizdat.archive.schema import APPLICATION, MIGRATIONS
from tamizdat.model import Article, Capture, Edition, Publication

EDITION = Edition(name="front", format="markdown", publications=("paper",))
PAPER = {"paper": Publication(id="paper", name="Paper")}
WHY = {"no date": "no date on 5 of 5 pages"}
BROKEN = "Read the whole story in our app."


def hold(archive: Archive, text: str = BROKEN, url: str = URL, hours: int = 0) -> tuple[Capture, Article]:
    page, read = capture(f"{text} {hours}".encode(), url, NOW + hours * HOUR), article(text, url)
    with archive.transaction():
        archive.add_capture(page)
        archive.hold(page, read, WHY)
    return page, read


def shown(archive: Archive) -> list[str]:
    return [headline.url for headline in archive.place(EDITION, PAPER)]


def test_an_article_that_is_held_back_is_in_no_edition_and_no_search(archive: Archive) -> None:
    page, read = hold(archive)
    assert shown(archive) == []
    assert archive.search("whole story") == []
    assert archive.counts()["articles"] == 0
    assert archive.to_extract(["paper"]) == [], "it was read"
    [one] = archive.quarantined()
    assert (one.url, one.title, one.capture, one.reasons, one.held_at) == (read.url, "Ferry", page.id, WHY, NOW)
    assert list(archive.check()) == []


def test_a_held_revision_leaves_the_issued_one_in_place(archive: Archive) -> None:
    keep(archive, "The ferry sails.")
    [before] = archive.place(EDITION, PAPER)
    hold(archive, hours=1)
    assert archive.place(EDITION, PAPER) == [before]
    [one] = archive.revisions(before.id)
    assert one.blocks == article().blocks


def test_a_capture_read_again_and_held_keeps_what_it_was_read_as(archive: Archive) -> None:
    keep(archive, "The ferry sails.")
    page = capture(b"The ferry sails.")
    archive.hold(page, article(BROKEN), WHY)
    [headline] = archive.place(EDITION, PAPER)
    assert archive.article(headline.id).blocks == article().blocks
    archive.add_article(page, article("The ferry sails at noon."))
    archive.let_go(page)
    assert archive.quarantined() == []
    assert archive.article(headline.id).blocks == article("The ferry sails at noon.").blocks
    assert archive.row("SELECT count(*) FROM contents") == (1,), "nothing is left of what was held"
    archive.let_go(page)
    assert list(archive.check()) == []


def test_accepting_makes_it_an_article_like_any_other(archive: Archive) -> None:
    hold(archive)
    hold(archive, url=URL + "-2", hours=2)
    assert archive.accept(archive.quarantined(), habit=True) == 2
    assert len(shown(archive)) == 2
    assert archive.quarantined() == []
    assert archive.habits("paper") == {"no date": NOW + 2 * HOUR}
    assert archive.habits("other") == {}
    [headline, _] = archive.place(EDITION, PAPER)
    assert archive.article(headline.id).extractor == "test 1"
    assert list(archive.check()) == []


def test_one_that_is_accepted_alone_makes_no_habit(archive: Archive) -> None:
    hold(archive)
    hold(archive, url=URL + "-2")
    archive.accept(archive.quarantined(url=URL), habit=False)
    assert shown(archive) == [URL]
    assert archive.habits("paper") == {}


def test_held_again_it_is_still_held_since_the_first_time(archive: Archive) -> None:
    page, _ = hold(archive)
    archive.write("UPDATE quarantine SET held_at = held_at - 1000000")
    archive.hold(page, article("Read it in our app, please."), WHY | {"short text": "short"})
    [one] = archive.quarantined(["paper"], URL)
    assert one.held_at < NOW
    assert [*one.reasons] == ["no date", "short text"]
    assert archive.row("SELECT count(*) FROM contents") == (1,)
    assert archive.quarantined(["other"]) == []


def test_a_text_that_is_held_and_kept_stays_when_one_of_them_goes(archive: Archive) -> None:
    keep(archive, BROKEN, extractor="html/2")
    page, _ = hold(archive, hours=1)
    archive.let_go(page)
    assert archive.article(archive.place(EDITION, PAPER)[0].id).blocks == article(BROKEN).blocks
    assert list(archive.check()) == []


def test_the_past_of_a_capture_is_what_was_kept_before_it_by_the_same_kind_of_extractor(archive: Archive) -> None:
    for number in range(6):
        keep(archive, f"Story {number}.", f"{URL}-{number}", NOW + number * HOUR, extractor="html/2")
    keep(archive, "An old page.", f"{URL}-old", NOW, extractor="markdown/1")
    keep(archive, "Another paper.", f"{URL}-other", NOW, extractor="html/2", publication="other")
    page = capture(b"held", f"{URL}-held", NOW + 3 * HOUR)
    archive.add_capture(page)
    archive.hold(page, article("Held.", f"{URL}-held", extractor="html/2"), WHY)
    here = archive.standing([page.id])[page.id]
    assert (here.digest, here.reasons, here.at) == ("", WHY, page.captured_at)

    def hours(readings: list[Reading]) -> list[float]:
        return [(reading.at - NOW) / HOUR for reading in readings]

    newest = archive.newest_read()
    assert hours(archive.read_before("paper", "html", here, 3)) == [1, 2, 3]
    assert hours(archive.past("paper", "html", here, 3, newest=newest, without=[])) == [1, 2, 3]
    assert hours(archive.past("paper", "html", here, 5, newest=newest, without=[])) == [0, 1, 2, 3, 4], "and after it"
    assert hours(archive.past("paper", "html", here, 9, newest=3, without=[1])) == [1, 2]
    assert hours(archive.past("paper", "markdown", here, 9, newest=newest, without=[])) == [0]
    last = archive.standing([capture(b"", f"{URL}-5", NOW + 5 * HOUR).id])
    [place] = last.values()
    assert [reading.held for reading in archive.read_before("paper", "html", place, 9)] == [False] * 4 + [True, False]
    assert [reading.held for reading in archive.held_readings("paper", "html", 9)] == [True]


def test_an_archive_from_before_the_quarantine_gets_it(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    with sqlite3.connect(folder / FILE) as database:
        for script in MIGRATIONS[:2]:
            database.executescript(script)
        database.executescript(f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = 2")
    with Archive(folder, now=lambda: NOW) as archive:
        hold(archive)
        assert archive.counts()["quarantine"] == 1


@pytest.mark.parametrize("fault", ["UPDATE contents SET data = x'00'", "DELETE FROM contents"])
def test_check_tells_of_a_damaged_one(archive: Archive, fault: str) -> None:
    hold(archive)
    archive.connection.execute("PRAGMA foreign_keys = OFF")
    archive.write(fault)
    assert list(archive.check()) != []
