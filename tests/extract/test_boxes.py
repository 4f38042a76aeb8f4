"""What is none of the story by what is in it: boxes around forms, rows of teasers; and what stands above a story."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from tamizdat.extract.blocks import read_blocks, text_of
from tamizdat.extract.body import find
from tamizdat.extract.survey import Survey

STORY = "".join(
    f"<p>The boats came home before the storm, and nobody was hurt, said the pilot of boat {number}.</p>"
    for number in range(12)
)


def story(html: str, summary: str = "") -> str:
    """The text of what is found to be the story of a page."""
    root = LexborHTMLParser(f"<body>{html}").body
    assert root is not None
    found = find(Survey(root, summary=summary))
    return text_of(read_blocks(found.nodes, "https://islandpost.example/", found.pruned))


@pytest.mark.parametrize(
    "field", ["<input type=email>", "<input>", "<textarea></textarea>", "<select><option>x</select>", "<form></form>"]
)
def test_a_box_around_a_form_is_none_of_the_story(field: str) -> None:
    box = f"<div class=x1><h3>Letters</h3><p>Every Friday we write to you, and it costs nothing.</p>{field}</div>"
    assert story(f"<div>{STORY}{box}{STORY}</div>") == story(f"<div>{STORY}{STORY}</div>")


def test_a_field_that_nobody_fills_in_makes_no_box() -> None:
    box = "<div class=x1><p>The keeper of the lamp waved to them from the mole.</p><input type=hidden></div>"
    assert "waved" in story(f"<div>{STORY}{box}</div>")


def test_a_form_in_the_middle_of_a_story_takes_nothing_of_it_along() -> None:
    assert story(f"<div>{STORY}<form><input></form>{STORY}</div>") == story(f"<div>{STORY}{STORY}</div>")


@pytest.mark.parametrize("tag", ["div", "article", "li", "section"])
def test_teasers_in_a_row_are_none_of_the_story(tag: str) -> None:
    row = "".join(
        f"<{tag}><h2><a href=/{number}>Another headline, number {number}</a></h2><p>What happened elsewhere, told in a"
        f" sentence or two, so that people go on reading about {number}.</p></{tag}>"
        for number in range(4)
    )
    row = f"<ul>{row}</ul>" if tag == "li" else row
    assert story(f"<div>{STORY}<div>{row}</div></div>") == story(f"<div>{STORY}</div>")


def test_two_sections_whose_headings_are_links_stay() -> None:
    parts = "".join(f"<section><h2><a href=#{n}>Part {n}</a></h2>{STORY}</section>" for n in range(2))
    assert "Part 1" in story(f"<div>{parts}</div>")


OPENING = "Three boats were out when the wind turned, and for two hours nobody knew where they were."


@pytest.mark.parametrize(
    "above",
    [
        f"<p class=standfirst>{OPENING}</p>",
        f"<div class=article__preamble><p>{OPENING}</p></div>",
        f"<p>{OPENING}</p>",
        f"<h2 class=sous-titre-lead>{OPENING}</h2>",
        f"<div class=x><div class=y>{OPENING}</div></div>",
    ],
)
def test_what_opens_a_story_above_its_element_is_kept(above: str) -> None:
    page = f"<header><h1>The boats are home</h1>{above}</header><div class=article-body>{STORY}</div>"
    assert story(page, summary=OPENING).startswith(OPENING)


@pytest.mark.parametrize(
    "above",
    [
        "<p class=caption>The mole in the evening, seen from the tower of the pilots, in a picture of 1931.</p>",
        f"<nav><p>{OPENING}</p></nav>",
        f"<p><a href=/>{OPENING}</a></p>",
        f"<aside><p>{OPENING}</p></aside>",
        "<p>Short words</p>",
    ],
)
def test_what_stands_above_and_opens_nothing_is_not(above: str) -> None:
    page = f"<header><h1>The boats are home</h1>{above}</header><div class=article-body>{STORY}</div>"
    assert story(page).startswith("The boats came home")


def test_a_list_of_key_points_above_a_story_is_kept_as_a_list() -> None:
    points = "".join(
        f"<li>Boat number {number} came home an hour before the storm reached the mole.</li>" for number in "123"
    )
    page = f"<h1>The boats are home</h1><ul>{points}</ul><div class=article-body>{STORY}</div>"
    root = LexborHTMLParser(f"<body>{page}").body
    assert root is not None
    found = find(Survey(root))
    first = read_blocks(found.nodes, "https://islandpost.example/", found.pruned)[0]
    assert type(first).__name__ == "Listing"
    assert text_of([first]).count("Boat number") == 3
