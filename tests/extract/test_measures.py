"""The measures of the bench measure: what a text, a field or a picture is worth, on small made examples."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import extract
import pages
import pytest
import readers
import structure
from readers import Answer
from structure import Count

from tamizdat.model import Capture, Publication

WORDS = "the ferry came home before the storm and nobody was hurt"
STANDFIRST = "a short word before the story begins here"


def row(**gold: Any) -> dict[str, Any]:
    """A page of the bench with this gold."""
    return {"id": "x", "set": "fundus_tests", "gold": gold, "meta": {}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{STANDFIRST}\n{WORDS}", (1.0, 1.0, 1.0, 1.0)),
        (WORDS, (1.0, 8 / 16, 1.0, 1.0)),
        ("", (0.0, 0.0, 0.0, 0.0)),
        (f"{WORDS} and so on it goes", (8 / 13, 8 / 16, 8 / 13, 1.0)),
    ],
)
def test_what_may_be_left_out_counts_neither_way(text: str, expected: tuple[float, ...]) -> None:
    page = row(text=f"{STANDFIRST}\n{WORDS}", text_nosummary=WORDS)
    assert extract.score(text, page) == pytest.approx(expected)


def test_paragraphs_in_brackets_may_be_left_out() -> None:
    gold = {"text": f"{STANDFIRST}\n{WORDS}", "body": [f"[{STANDFIRST}]", WORDS]}
    assert extract.score(WORDS, row(**gold)).free_recall == 1.0


def test_a_chinese_character_is_a_word() -> None:
    assert list(extract.shingles("渡船回家了")) == [tuple("渡船回家"), tuple("船回家了")]


def test_a_difference_shows_what_was_lost_and_what_is_too_much() -> None:
    assert extract.difference("one\ntwo \n\nfour", "one\ntwo\nthree") == "- three\n+ four"


META = {
    "title": "The Ferry",
    "authors": ["A. Writer", "B. Other"],
    "date": "2026-03-05",
    "images": ["https://x.example/a/ferry-20260305-640x480.jpg", "https://x.example/b/ferry-20260305.webp?w=1200"],
    "n_images": 2,
    "captions": ["The ferry at home", "The storm"],
}
ANSWER = Answer(
    title="the  ferry",
    authors=["B. Other", "A. Writer"],
    date="2026-03-06",
    lead="https://cdn.example/ferry-20260305.jpg",
    pictures=[
        "https://cdn.example/ferry-20260305.jpg",
        "https://x.example/pictures/storm-99.jpg",
        "https://x.example/ad",
    ],
    said="The ferry at home (A. Photographer)",
    headings=["Before the storm", "Advertising"],
)


def test_fields_are_counted() -> None:
    found = structure.counts(ANSWER, {"meta": META, "gold": {"headlines": ["Before the storm", "After it"]}})
    assert found == {
        "title": Count(1, 1),
        "authors": Count(1, 1),
        "date": Count(0, 1),
        "lead": Count(1, 1),
        "pictures": Count(1, 1),
        "number": Count(2, 2),
        "foreign": Count(1, 3),
        "captions": Count(1, 2),
        "headings": Count(1, 2),
    }


def test_what_a_reader_never_tells_is_not_counted() -> None:
    assert structure.counts(Answer("text"), {"meta": META, "gold": {"headlines": ["x"]}}) == {}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://x.example/2026/03/05/boats-640x480.jpg", "https://x.example/2026/03/05/boats.webp", True),
        ("https://x.example/2026/03/05/boats.jpg", "https://x.example/2026/03/05/ferry.jpg", False),
        (
            "https://a.example/r/900/https%3A%2F%2Fb.example%2Fi%2Fboats2026.jpg",
            "https://b.example/i/boats2026.png",
            True,
        ),
        (
            "https://x.example/image-a.0b1c2d3e-1111-2222-3333-444455556666.jpg?fm=avif",
            "https://x.example/media.0B1C2D3E-1111-2222-3333-444455556666.1.16x9_700.jpg",
            True,
        ),
    ],
)
def test_renditions_of_one_picture(one: str, other: str, same: bool) -> None:
    assert (structure.picture(one) == structure.picture(other)) is same


def test_figures_are_averaged_by_page_and_over_all() -> None:
    each = [{"captions": Count(1, 1), "foreign": Count(0, 1)}, {"captions": Count(0, 3), "foreign": Count(3, 3)}]
    assert structure.figures(each) == {"foreign": 0.75, "captions": 0.5, "captions_all": 0.25}


def test_pages_whose_gold_is_wrong_are_named_by_field(tmp_path: Path) -> None:
    assert pages.wrong_gold(tmp_path / "none.toml") == {}
    file = tmp_path / "wrong.toml"
    file.write_text('[[page]]\nid = "a"\nfield = "pictures"\nwhy = "counts one of seven"\n')
    wrong = pages.wrong_gold(file)
    assert wrong == {("a", "pictures"): "counts one of seven"}
    each = {"a": {"lead": Count(0, 1), "title": Count(1, 1)}, "b": {"lead": Count(1, 1)}}
    assert structure.without(each, wrong) == [{"title": Count(1, 1)}, {"lead": Count(1, 1)}]


def test_what_the_list_of_wrong_gold_names_is_there(shared: Path) -> None:
    known = {each["id"] for each in pages.rows()}
    for page, field in pages.wrong_gold():
        assert page in known, f"{page} is no page of the bench"
        assert field in ("text", *structure.FIELDS), f"{field} of {page} is nothing that is measured"


def test_lists_and_tables_of_the_golden_pages_are_kept() -> None:
    found = structure.golden(readers.tamizdat())
    assert found["items"].asked > 3
    assert found["cells"].asked > 3
    assert {field: count.right / count.asked for field, count in found.items()} == {"items": 1.0, "cells": 1.0}


def test_a_peer_that_is_not_installed_is_named_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> readers.Reader:
        raise ImportError

    monkeypatch.setattr(readers, "READERS", {"tamizdat": ("", readers.tamizdat), "x": ("some-peer", missing)})
    found, told = readers.readers(peers=True)
    assert list(found) == ["tamizdat"]
    assert told == ["x: some-peer is not installed, left out (make bench installs it)"]


def test_speed_is_that_of_the_reader_beside_a_bare_parse(shared: Path, tmp_path: Path) -> None:
    page = next(pages.rows("dev", ("scrapinghub",)))
    (tmp_path / "html" / page["file"]).parent.mkdir(parents=True)
    (tmp_path / "html" / page["file"]).write_bytes(f"<article><p>{WORDS}</p></article>".encode())

    def idle(capture: Capture, publication: Publication) -> Any:
        sum(range(200_000))
        return lambda: Answer(WORDS)

    results = extract.measure([page], tmp_path, {extract.OURS: idle}, rounds=2)
    assert extract.seconds(results, extract.OURS) > extract.seconds(results, "lexbor") > 0
    assert "scrapinghub (1)" in extract.table(results)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        (b'"datePublished": "2026-03-10T01:28:00+09:00"', "2026-03-10"),
        (b'"dateModified": "2026-03-11T01:28:00+09:00"', "2026-03-09"),
        (b"2026-99-99T01:28:00+09:00, 10 March 2026", "2026-03-09"),
    ],
)
def test_the_day_is_that_of_the_page_where_it_tells_its_zone(body: bytes, day: str) -> None:
    assert readers.day_of(datetime(2026, 3, 9, 16, 28, tzinfo=UTC), body) == day
    assert readers.day_of(None, body) == ""
