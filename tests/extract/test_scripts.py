"""Shells: pages whose story no reader sees without their scripts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tamizdat.errors import ExtractError
from tamizdat.extract.blocks import text_of
from tamizdat.extract.html import HtmlExtractor
from tamizdat.extract.scripts import blocks_of
from tamizdat.model import Capture, Heading, Paragraph, Publication, Span

LINES = [f"The {n} boats came home before the storm, and nobody was hurt, the pilots said." for n in range(8)]
MARKUP = "<h2>Calm</h2>" + "".join(f"<p>{line}</p>" for line in LINES)
PROMISE = "<meta property=og:type content=article>"
URL = "https://islandpost.example/news/1"


def read(head: str, body: str) -> str:
    """The text of a page, or the words of its failure."""
    html = f"<html><head><title>Boats home | The Island Post</title>{head}</head><body>{body}</body></html>"
    at = datetime(2026, 11, 1, tzinfo=UTC)
    capture = Capture(
        url=URL, final_url=URL, publication="p", captured_at=at, status=200, headers={}, body=html.encode()
    )
    try:
        return text_of(HtmlExtractor().extract(capture, Publication(id="p", name="The Island Post")).blocks)
    except ExtractError as error:
        return error.message


def linked(**fields: Any) -> str:
    data = {"@type": "NewsArticle", "headline": "Boats home"} | fields
    return f"<script type=application/ld+json>{json.dumps(data)}</script>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("\n\n".join(LINES), LINES),
        ("  ".join(LINES), LINES),
        (MARKUP, ["Calm", *LINES]),
        (MARKUP.replace("<", "&lt;").replace(">", "&gt;"), ["Calm", *LINES]),
        (" ".join(LINES), [" ".join(LINES)]),
    ],
)
def test_the_text_that_machines_are_told(body: str, expected: list[str]) -> None:
    shell = "<noscript>Please enable JavaScript.</noscript><div id=root></div>"
    assert read(linked(articleBody=body), shell).splitlines() == expected


@pytest.mark.parametrize("wrapped", [False, True])
def test_the_markup_that_a_framework_keeps(wrapped: bool) -> None:
    data = json.dumps({"article": {"title": "Boats home", "html": MARKUP}, "more": [{"title": "Fog", "html": "<p>no"}]})
    script = f"self.push([1, {json.dumps(data)}])" if wrapped else f"window.state = {data};"
    script = script.replace("<", "\\u003c") if wrapped else script.replace("</", "<\\/")
    assert read(PROMISE, f"<div id=root></div><script>{script}</script>").splitlines() == ["Calm", *LINES]


def test_words_for_a_script_are_no_story() -> None:
    consent = json.dumps({"title": "Your privacy", "html": MARKUP}).replace("</", "<\\/")
    script = f"<div id=root></div><script>window.consent = {consent}</script>"
    assert read(PROMISE, script) == f"{URL} has no text", "the headline stands in the data of a story"
    told = json.dumps({"title": "Boats home", "html": MARKUP}).replace("</", "<\\/")
    assert read("", f"<script>window.state = {told}</script>") == f"{URL} has no text", "the page says that it is one"


def test_a_page_that_shows_its_story_needs_no_script() -> None:
    shown = "".join(f"<p>Seen: {line}</p>" for line in LINES)
    assert read(linked(articleBody="\n".join(LINES * 3)), shown).splitlines() == [f"Seen: {line}" for line in LINES]


def test_blocks_of_what_is_told() -> None:
    lines = [Paragraph((Span("Two < three,"),)), Paragraph((Span("and four > one."),))]
    assert blocks_of("Two < three,\n  and four > one.", URL) == tuple(lines)
    assert [type(block) for block in blocks_of("<h3>a</h3><p>b</p>", URL)] == [Heading, Paragraph]
    assert blocks_of("", URL) == ()


def test_quotation_marks_without_end_take_no_time() -> None:
    script = '"\\"' * 200_000 + "<p"
    assert read(PROMISE, f"<script>{script}</script>") == f"{URL} has no text"
