"""A place once given never changes; a release is settled at once, and its moves are known until they are done."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from archive.samples import HOUR, NOW, URL, article, capture, keep
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.archive import Archive, content_digest
from tamizdat.model import Edition, Headline, Image, Publication, Receipt, Release, Span, Stored, Tag
from tamizdat.urls import article_id

EDITION = Edition(name="site", format="site")
PAPERS = {"paper": Publication(id="paper", name="Paper"), "other": Publication(id="other", name="Other")}
ONE, TWO = Stored("4f2c", 1), Stored("5a3d", 2)


def places(archive: Archive, edition: Edition = EDITION, **papers: Publication) -> list[tuple[int, str, str]]:
    """Number, path and title of each article of an edition."""
    return [(line.number, line.path, line.title) for line in archive.place(edition, papers or PAPERS)]


def test_a_headline_is_all_that_lists_need(archive: Archive) -> None:
    paragraph = article("text").blocks[0]
    linked = type(paragraph)((Span("soup", href="https://paper.example/soup#top"),))
    more = {
        "title": "Ferry",
        "summary": "It sails.",
        "section": "City",
        "tags": (Tag("harbour", "https://paper.example/tag/harbour"),),
        "published": NOW - HOUR,
        "blocks": (linked,),
        "lead": Image("https://paper.example/1.jpg"),
    }
    keep(archive, "text", **more)
    assert archive.place(EDITION, PAPERS) == [
        Headline(
            id=article_id(URL),
            path=f"2026/03/01/{article_id(URL)}",
            number=0,
            title="Ferry",
            publication="paper",
            url=URL,
            digest=content_digest(article("text", **more)),
            at=NOW,
            published=NOW - HOUR,
            section="City",
            tags=(Tag("harbour", "https://paper.example/tag/harbour"),),
            summary="It sails.",
            links=("https://paper.example/soup",),
            pictures=("https://paper.example/1.jpg",),
        )
    ]


def test_the_first_call_numbers_in_order_of_publication(archive: Archive) -> None:
    for title, hours in (("second", 2), ("third", 3), ("first", 1)):
        keep(archive, title, url=f"https://paper.example/{title}", title=title, published=NOW + hours * HOUR)
    keep(archive, "undated", url="https://paper.example/undated", at=NOW + 2.5 * HOUR, title="undated")
    assert [(number, title) for number, _, title in places(archive)] == [
        (0, "first"),
        (1, "second"),
        (2, "undated"),
        (3, "third"),
    ]


def test_what_comes_later_is_numbered_later_however_old_it_is(archive: Archive) -> None:
    keep(archive, "new", title="new", published=NOW)
    before = places(archive)
    keep(archive, "old", url="https://paper.example/old", title="old", published=NOW - 1000 * HOUR)
    assert places(archive)[:1] == before
    assert [(number, title) for number, _, title in places(archive)] == [(0, "new"), (1, "old")]


def test_a_place_outlives_every_change_of_the_article(archive: Archive) -> None:
    keep(archive, "at seven", title="at seven", published=NOW)
    [(_, path, _)] = places(archive)
    keep(archive, "at eight", title="at eight", published=NOW + 100 * HOUR, at=NOW + HOUR)
    assert places(archive) == [(0, path, "at eight")]
    assert places(archive, paper=Publication(id="paper", name="Paper", timezone="Asia/Tokyo"))[0][1] == path


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", "2026/02/28"), ("Asia/Shanghai", "2026/03/01"), ("America/New_York", "2026/02/28")]
)
def test_the_day_is_that_of_the_paper(archive: Archive, zone: str, day: str) -> None:
    keep(archive, "text", published=datetime(2026, 2, 28, 20, tzinfo=UTC))
    paper = Publication(id="paper", name="Paper", timezone=zone)
    assert places(archive, paper=paper) == [(0, f"{day}/{article_id(URL)}", "Ferry")]


def test_the_day_of_an_undated_article_is_that_of_its_capture(archive: Archive) -> None:
    keep(archive, "text", at=datetime(2025, 12, 31, 23, tzinfo=UTC))
    assert places(archive)[0][1].startswith("2025/12/31/")


def test_editions_have_places_of_their_own_and_only_their_papers(archive: Archive) -> None:
    keep(archive, "other", url="https://other.example/", publication="other", title="other", published=NOW - HOUR)
    keep(archive, "paper", title="paper", published=NOW)
    book = Edition(name="book", format="epub")
    assert [line[0::2] for line in places(archive, book, paper=PAPERS["paper"])] == [(0, "paper")]
    assert [line[0::2] for line in places(archive)] == [(0, "other"), (1, "paper")]
    assert [line[0::2] for line in places(archive, book)] == [(0, "paper"), (1, "other")]


def test_a_paper_that_is_taken_out_gets_its_places_back(archive: Archive) -> None:
    keep(archive, "other", url="https://other.example/", publication="other", title="other", published=NOW - HOUR)
    keep(archive, "paper", title="paper", published=NOW)
    before = places(archive)
    assert places(archive, paper=PAPERS["paper"]) == before[1:]
    assert places(archive) == before


def test_an_article_that_comes_back_comes_back_to_its_place(archive: Archive) -> None:
    page = capture(b"page")
    archive.add_capture(page)
    archive.add_article(page, article())
    assert len(places(archive)) == 1
    archive.add_article(page, article(url="https://paper.example/soup"))
    assert [line[0] for line in places(archive)] == [1]
    archive.add_article(page, article())
    assert [line[0] for line in places(archive)] == [0]


def test_an_edition_of_nothing_is_empty(archive: Archive) -> None:
    keep(archive, "text")
    assert archive.place(EDITION, {}) == []


@given(arrivals=st.lists(st.lists(st.integers(-500, 500), max_size=4), max_size=5))
@settings(max_examples=50)
def test_places_are_only_ever_added(shared_archive: Archive, arrivals: list[list[int]]) -> None:
    edition = Edition(name=f"e{shared_archive.row('SELECT count(DISTINCT edition) FROM places')[0]}", format="site")
    name = f"paper-{shared_archive.counts()['articles']}"
    papers = {name: Publication(id=name, name=name)}
    known: list[tuple[int, str, str]] = []
    for arrived, batch in enumerate(arrivals):
        for number, hours in enumerate(batch):
            url = f"https://{name}.example/{arrived}/{number}"
            keep(shared_archive, "text", url=url, publication=name, title=url, published=NOW + hours * HOUR)
        now = places(shared_archive, edition, **papers)
        assert now[: len(known)] == known
        assert [number for number, _, _ in now] == list(range(sum(map(len, arrivals[: arrived + 1]))))
        known = now


def test_a_release_is_settled_at_once(archive: Archive, tmp_path: Path) -> None:
    assert archive.release("site", tmp_path) is None
    assert archive.begin_moves("site", {"a": ("key a", ONE), "b": ("key b", TWO)}, ()) == 1
    assert archive.files("site") == {"a": ("key a", ONE), "b": ("key b", TWO)}
    assert archive.unfinished("site") == [("a", False), ("b", False)]
    archive.finish_moves("site")
    assert archive.unfinished("site") == []
    assert archive.begin_moves("site", {"c": ("key c", ONE), "b": ("new key", ONE)}, {"a"}) == 2
    assert archive.unfinished("site") == [("b", False), ("c", False), ("a", True)]
    files = {"b": ONE, "c": ONE}
    assert archive.release("site", tmp_path) == Release(
        edition="site", version=2, created=NOW, folder=tmp_path, files=files
    )


def test_editions_have_releases_of_their_own(archive: Archive, tmp_path: Path) -> None:
    archive.begin_moves("site", {"a": ("key", ONE)}, ())
    archive.begin_moves("book", {"b": ("key", ONE)}, ())
    archive.finish_moves("book")
    assert archive.unfinished("site") == [("a", False)]
    assert [archive.release(name, tmp_path).version for name in ("site", "book")] == [1, 1]  # type: ignore[union-attr]
    assert archive.files("none") == {}


def test_a_release_that_cannot_be_settled_is_not_begun(archive: Archive, tmp_path: Path) -> None:
    archive.begin_moves("site", {"a": ("key", ONE)}, ())
    with pytest.raises(AttributeError):
        archive.begin_moves("site", {"b": ("key", ONE), "c": ("key", None)}, {"a"})  # type: ignore[dict-item]
    assert archive.unfinished("site") == [("a", False)]
    assert archive.files("site") == {"a": ("key", ONE)}


def test_a_file_made_of_other_things_gets_another_key(archive: Archive) -> None:
    archive.begin_moves("site", {"a": ("key", ONE), "b": ("key", TWO)}, ())
    archive.rekey("site", "a", "new key")
    assert archive.files("site") == {"a": ("new key", ONE), "b": ("key", TWO)}


def test_the_latest_receipt_of_each_mirror_and_edition_is_known(archive: Archive) -> None:
    receipts = [
        Receipt(mirror="disk", edition="site", version=1, pushed_at=NOW, changed=3),
        Receipt(mirror="git", edition="book", version=1, pushed_at=NOW, changed=1),
        Receipt(mirror="git", edition="site", version=2, pushed_at=NOW + HOUR, changed=0),
    ]
    archive.add_receipt(Receipt(mirror="git", edition="site", version=1, pushed_at=NOW, changed=7))
    for receipt in reversed(receipts):
        archive.add_receipt(receipt)
    assert archive.receipts() == receipts
