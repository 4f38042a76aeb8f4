"""What was learned of a site is kept: the newest is found, the older ones by name, and the pages to learn from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from archive.samples import HOUR, NOW, URL, capture

from tamizdat.archive import Archive
from tamizdat.errors import ArchiveError
from tamizdat.model import Learned

FIRST = Learned(
    publication="paper",
    learned_at=NOW,
    pages=12,
    known=40,
    texts={"00ff00ff00ff00ff": 9},
    furniture={"body>div.page>div.box": 12},
    prose={"body>div.page>p.meta": 11},
    story={"body>div.page": 12},
    title={"body>h1": 12},
    byline={"body>div.who": 5},
    date={"body>div.when": 12},
    name="0badcafe",
)
SECOND = Learned(publication="paper", learned_at=NOW + HOUR, pages=30, known=90, name="1badcafe")


def test_the_newest_is_found_and_the_older_by_its_name(archive: Archive) -> None:
    assert archive.learned("paper") is None
    archive.keep_learned(FIRST)
    assert archive.learned("paper") == FIRST
    archive.keep_learned(SECOND)
    assert archive.learned("paper") == SECOND
    assert archive.learned("paper", FIRST.name) == FIRST
    assert archive.learned("other") is None


def test_what_is_learned_again_is_kept_once_with_its_newest_time(archive: Archive) -> None:
    later = Learned(publication="paper", learned_at=NOW + timedelta(days=30), pages=12, known=44, name=FIRST.name)
    archive.keep_learned(FIRST)
    archive.keep_learned(later)
    assert archive.learned("paper") == later
    assert archive.row("SELECT count(*) FROM learned") == (1,)


def test_damage_is_named(archive: Archive) -> None:
    archive.keep_learned(FIRST)
    archive.write("UPDATE learned SET data = x'00'")
    with pytest.raises(ArchiveError, match="what was learned of paper is damaged"):
        archive.learned("paper")


def test_each_address_gives_its_newest_page(archive: Archive) -> None:
    for number in range(3):
        archive.add_capture(capture(b"one", url=f"{URL}/{number}", at=NOW + number * HOUR))
    newest = capture(b"two", url=f"{URL}/0", at=NOW + 9 * HOUR)
    archive.add_capture(newest)
    archive.add_capture(capture(b"gone", url=f"{URL}/gone", status=404))
    archive.add_capture(capture(b"far", url=f"{URL}/far", publication="other"))
    assert archive.count_pages("paper") == 3
    expected = [newest.id, *(capture(url=f"{URL}/{number}", at=NOW + number * HOUR).id for number in (2, 1))]
    assert archive.pages_to_learn_from("paper", 10) == expected
    assert archive.pages_to_learn_from("paper", 1) == [newest.id]
