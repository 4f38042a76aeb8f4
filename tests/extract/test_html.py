"""The article of whole pages: golden folders of a page and what must come of it, and pages of any bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat import page, urls
from tamizdat.errors import ExtractError
from tamizdat.extract.blocks import text_of
from tamizdat.extract.html import HtmlExtractor
from tamizdat.model import Article, Capture, Publication
from tamizdat.pipeline import golden

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(each.parent.name for each in GOLDEN.glob("*/page.html"))
CAPTURED = datetime(2026, 11, 1, tzinfo=UTC)
POST = Publication(id="post", name="The Island Post", language="en", timezone="Europe/Oslo")


def capture(body: bytes, url: str = "https://islandpost.example/news/1", **others: Any) -> Capture:
    fields: dict[str, Any] = {"status": 200, "headers": {"content-type": "text/html"}, "publication": "post"} | others
    return Capture(url=url, final_url=url, captured_at=CAPTURED, body=body, **fields)


def read(case: str) -> dict[str, Any]:
    """What comes of a case: the article as plain data, or the words of the failure."""
    found, publication = golden.read_case(GOLDEN / case, "https://islandpost.example/news/1", POST, CAPTURED)
    return golden.result(found, publication)


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str, update: bool) -> None:
    expected = GOLDEN / case / "expected.json"
    result = read(case)
    if update:
        expected.write_text(golden.written(result), encoding="utf-8")
    assert result == json.loads(expected.read_text(encoding="utf-8"))


def test_nothing_of_a_hostile_page_survives() -> None:
    text = json.dumps(read("hostile"))
    for bad in ("javascript:", "data:", "alert", "evil.example", "srcdoc", "secret", "onerror"):
        assert bad not in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": 404}, "is an error page (status 404)"),
        ({"status": 503}, "is an error page (status 503)"),
        ({"body": b"   "}, "is empty"),
        ({"headers": {"content-type": "application/pdf"}}, "is no HTML (application/pdf)"),
        ({"body": b"<frameset><frame src=x></frameset>"}, "has no text"),
    ],
)
def test_answers_that_hold_no_article(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ExtractError, match=words.replace("(", r"\(").replace(")", r"\)")):
        HtmlExtractor().extract(capture(**({"body": b"<p>x</p>"} | fields)), POST)


def story(head: str = "", top: str = "") -> bytes:
    text = "".join(
        f"<p>The {n} boats came home before the storm, and nobody was hurt, the pilots said.</p>" for n in range(9)
    )
    head = f"<html lang=en><head><title>Boats home</title>{head}</head>"
    return f"{head}<body><article><h1>Boats home</h1>{top}{text}</article></body></html>".encode()


def extract(body: bytes, **others: Any) -> Article:
    return HtmlExtractor().extract(capture(body, **others), POST)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel=canonical href='/boats'>", "https://islandpost.example/boats"),
        (
            "<link rel=canonical href='https://www.islandpost.example/b?utm_medium=x#c'>",
            "https://www.islandpost.example/b",
        ),
        ("<link rel=canonical href='https://elsewhere.example/boats'>", "https://islandpost.example/news/1"),
        ("<link rel=canonical href='https://islandpost.example/'>", "https://islandpost.example/news/1"),
        ("<link rel=canonical href='http://[bad'>", "https://islandpost.example/news/1"),
        ("<meta property=og:url content='https://islandpost.example/told'>", "https://islandpost.example/told"),
        ("<meta property=og:url content='https://islandpost.example/en/'>", "https://islandpost.example/news/1"),
    ],
)
def test_address(head: str, url: str) -> None:
    article = extract(story(head))
    assert article.url == url
    assert article.id == urls.article_id(url)


def test_what_the_source_said_fills_what_the_page_does_not() -> None:
    at = datetime(2026, 10, 3, 7, 30, tzinfo=UTC)
    article = extract(story(), published=at, section="Harbour")
    assert (article.published, article.section) == (at, "Harbour")
    dated = extract(story("<meta name=date content=2026-10-03>"), published=at)
    assert dated.published == at, "a day alone is made exact by the source's moment on that day"


@pytest.mark.parametrize(
    ("head", "top", "moment"),
    [
        (
            "<meta property=article:published_time content='2026-03-05T10:00:00Z'>",
            "",
            datetime(2026, 3, 5, 10, tzinfo=UTC),
        ),
        ("<meta property=article:published_time content='2026-03-05 10:00'>", "", datetime(2026, 3, 5, 9, tzinfo=UTC)),
        ("", "<time datetime='2026-07-05T10:00'>x</time>", datetime(2026, 7, 5, 8, tzinfo=UTC)),
        ("", "<div class=date>5 March 2026 10:00</div>", datetime(2026, 3, 5, 9, tzinfo=UTC)),
        ("<meta name=date content='2099-01-01'>", "", None),
    ],
)
def test_published(head: str, top: str, moment: datetime | None) -> None:
    assert extract(story(head, top)).published == moment


def test_language_is_that_of_the_text() -> None:
    russian = "".join(
        f"<p>Лодки номер {n} вернулись до бури, и никто не пострадал, сказали лоцманы порта.</p>" for n in range(9)
    )
    body = f"<html lang=en><title>Лодки</title><body><h1>Лодки дома</h1>{russian}</body></html>".encode()
    assert extract(body).language == "ru"


def test_a_deep_page_is_read_in_time_that_grows_with_its_size() -> None:
    body = b"<div>" * 20_000 + story()
    assert "The 8 boats" in text_of(extract(body).blocks)


@settings(max_examples=150, deadline=timedelta(seconds=20))
@given(st.one_of(st.binary(max_size=600), st.text(max_size=400).map(lambda text: text.encode("utf-8", "ignore"))))
def test_any_bytes_end_in_an_article_or_an_error(body: bytes) -> None:
    try:
        article = HtmlExtractor().extract(capture(body), POST)
    except ExtractError as error:
        assert error.message
    else:
        assert article.url and article.title


TAGS = st.sampled_from(
    "p div article h1 h2 a img figure figcaption table tr td ul li blockquote br span form nav time".split()
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        "class=comments",
        "class=article-body",
        "href=//x.example/%00",
        "src=http://[",
        "hidden",
        "datetime=0000-00-00",
    ]
)


@settings(max_examples=150, deadline=timedelta(seconds=20))
@given(st.lists(st.tuples(TAGS, ATTRIBUTES, st.text(max_size=60)), max_size=60))
def test_any_tags_end_in_an_article_or_an_error(pieces: list[tuple[str, str, str]]) -> None:
    body = "".join(f"<{tag} {attribute}>{text}" for tag, attribute, text in pieces).encode("utf-8", "ignore")
    try:
        HtmlExtractor().extract(capture(body), POST)
    except ExtractError as error:
        assert error.message


def test_every_golden_page_is_read_as_a_page() -> None:
    for case in CASES:
        assert page.parse((GOLDEN / case / "page.html").read_bytes(), "https://islandpost.example/").tree is not None
