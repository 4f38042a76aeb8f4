"""Which of a page's titles is its headline, and why."""

from __future__ import annotations

import pytest

from tamizdat.extract import titles
from tamizdat.extract.structured import article_data
from tamizdat.extract.survey import Survey
from tamizdat.extract.visible import headings
from tamizdat.model import Support
from tamizdat.page import Page

STORY = "<p>The boats came home before the storm, and nobody was hurt, the pilots said on Sunday.</p>" * 9
LINKED = '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{}"}}</script>'


def title(
    title_tag: str = "", shared: str = "", linked: str = "", card: str = "", top: str = "", meta: str = ""
) -> tuple[str, Support]:
    head = f"<title>{title_tag}</title><meta property=og:site_name content='Island Post'>"
    head += f'<meta property=og:title content="{shared}"><meta name=twitter:title content="{card}">'
    head += LINKED.format(linked) if linked else ""
    head += f"<meta name=headline content='{meta}'>" if meta else ""
    page = Page(f"<head>{head}</head><body>{top}<article>{STORY}</article>", "https://islandpost.example/news/1")
    root = page.tree.body
    assert root is not None
    return titles.title(page, article_data(page), headings(page, Survey(root)), "The Island Post")


HOME = "The boats are home before the storm"
OTHER = "Storm: what the pilots of the island say"


@pytest.mark.parametrize(
    ("told", "headline"),
    [
        ({"top": f"<h1>{HOME}</h1>"}, HOME),
        ({"title_tag": f"{HOME} - The Island Post"}, HOME),
        ({"title_tag": f"{HOME} | islandpost.example"}, HOME),
        ({"shared": f"{HOME} | Island Post"}, HOME),
        ({"shared": f"Island Post: {HOME}"}, f"Island Post: {HOME}"),
        ({"shared": f"Island Post | {HOME}"}, HOME),
        ({"shared": f"{HOME} – Harbour – 3.5.2026", "linked": HOME}, HOME),
        ({"shared": f"{HOME}-항구ㅣ섬신문", "linked": HOME}, HOME),
        ({"linked": "Boats &amp;quot;home&amp;quot; before the storm"}, 'Boats "home" before the storm'),
        ({"top": "<h1>The boats are ho\u00adme be\u200bfore the storm</h1>"}, HOME),
        ({"top": f"<h1>{HOME}<script>x()</script></h1>"}, HOME),
        # two witnesses beat one
        ({"shared": OTHER, "linked": HOME, "top": f"<h1>{HOME}</h1>"}, HOME),
        ({"shared": HOME, "linked": OTHER, "top": f"<h1>{HOME}</h1>"}, HOME),
        ({"shared": HOME, "linked": HOME, "top": f"<h1>{OTHER}</h1>"}, HOME),
        # a card for sharing is filled from the same field: it is no second witness
        ({"shared": OTHER, "card": OTHER, "linked": HOME}, HOME),
        # what readers see is heavier than what only machines are told
        ({"shared": OTHER, "card": OTHER, "title_tag": OTHER, "top": f"<h1>{HOME}</h1>"}, HOME),
        # an <h1> in the trail is for search engines: the headline is an <h2>
        (
            {"shared": HOME, "linked": OTHER, "title_tag": OTHER,
             "top": f"<ol class=breadcrumbs><li><h1>{OTHER}</h1></ol><h2>{HOME}</h2>"},
            HOME,
        ),
        (
            {"shared": HOME, "linked": OTHER, "title_tag": OTHER, "top": f"<nav><h1>{OTHER}</h1></nav><h2>{HOME}</h2>"},
            HOME,
        ),
        # the words above a headline are none of it
        (
            {"shared": HOME, "linked": f"Harbour: {HOME}", "title_tag": f"Harbour: {HOME}",
             "top": f"<h1><span>Harbour</span> <span>{HOME}</span></h1>"},
            HOME,
        ),
        ({"shared": f"Harbour: {HOME}", "linked": f"Harbour: {HOME}", "top": f"<h1>{HOME}</h1>"}, f"Harbour: {HOME}"),
        # a heading in furniture counts if machines are told the same
        ({"shared": HOME, "top": f"<div class=meta><h1>{HOME}</h1></div>"}, HOME),
        ({"shared": HOME, "top": "<div class=menu><h1>The Island Post</h1></div>"}, HOME),
        # a logo is none, by its name or by where it leads
        ({"shared": HOME, "top": f"<div><h1>Island Post</h1></div><h2>{HOME}</h2>"}, HOME),
        ({"shared": HOME, "top": f"<h1><a href=/>The news of the whole wide island</a></h1><h2>{HOME}</h2>"}, HOME),
        # some fields hold the headline alone
        ({"shared": f"{HOME}-항구", "meta": HOME}, HOME),
        # two that differ only in signs are given as shared
        ({"shared": "Pilots: 'We are home' at last", "top": "<h1>Pilots: ‘We are home’ at last</h1>"},
         "Pilots: 'We are home' at last"),
        ({"title_tag": "船队在风暴之前回港_海岛新闻", "top": "<h1>船队在风暴之前回港</h1>"}, "船队在风暴之前回港"),
        ({}, ""),
    ],
)  # fmt: skip
def test_headline(told: dict[str, str], headline: str) -> None:
    assert title(**told)[0] == headline


@pytest.mark.parametrize(
    ("told", "least", "most", "by"),
    [
        ({"shared": HOME, "linked": HOME, "top": f"<h1>{HOME}</h1>"}, 0.85, 1, "OpenGraph, JSON-LD, the heading"),
        ({"linked": HOME}, 0.6, 0.7, "JSON-LD"),
        (
            {"shared": OTHER, "linked": HOME, "top": f"<h1>{HOME}</h1>"},
            0.6,
            0.7,
            "JSON-LD, the heading against OpenGraph",
        ),
        ({"shared": OTHER, "top": f"<h1>{HOME}</h1>"}, 0.5, 0.6, "the heading against OpenGraph"),
        ({}, 0, 0, ""),
    ],
)
def test_the_reason_is_given(told: dict[str, str], least: float, most: float, by: str) -> None:
    support = title(**told)[1]
    assert least <= support.sure <= most
    assert support.by == by


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The boats!", "the boats", True),
        ("The boats are home", "The boats are home before the storm", True),
        ("Boats", "Boats home", False),
        ("", "", False),
    ],
)
def test_titles_that_are_alike(one: str, other: str, same: bool) -> None:
    assert titles.alike(one, other) is same
