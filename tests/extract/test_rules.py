"""A publication's own rules: which are in force on the day of a capture, and what they change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tamizdat.errors import ExtractError
from tamizdat.extract.html import HtmlExtractor
from tamizdat.extract.rules import rules_for
from tamizdat.model import Article, Capture, Publication, Rules

OLD, NEW = datetime(2024, 6, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
TURN = datetime(2025, 1, 1, tzinfo=UTC)
SENTENCE = "The ferry of the harbour carries about nine hundred people a day, and a third of them are pupils. "
PAGE = f"""<html lang="en"><head><title>Wrong title</title></head><body>
<h1>Wrong heading</h1><h2 class="headline">Ferry  <i>stays</i></h2>
<span class="who">By Mara Lindqvist</span><span class="who">Ole Berg</span>
<time class="when" datetime="2024-05-31T10:00+02:00">today</time>
<div class="old"><p>Old: {SENTENCE * 3}</p><p class="ad">Buy boats now. {SENTENCE}</p>
<div class="old"><p>Nested.</p></div></div>
<div class="new"><p>New: {SENTENCE * 3}</p></div><div class="more old"><p>More: {SENTENCE}</p></div></body></html>"""


def paper(*rules: Rules) -> Publication:
    return Publication(id="paper", name="The Paper", language="en", rules=rules)


def extract(publication: Publication, at: datetime = NEW, html: str = PAGE) -> Article:
    url = "https://paper.example/news/1"
    found = Capture(
        url=url, final_url=url, publication="paper", captured_at=at, status=200, headers={}, body=html.encode()
    )
    return HtmlExtractor().extract(found, publication)


def text(article: Article, drawn: Any) -> str:
    return "\n".join(drawn(article.blocks))


def test_the_rules_of_the_day_of_the_capture_count(drawn: Any) -> None:
    publication = paper(Rules(until=TURN, body="div.old"), Rules(body="div.new"))
    before, after = (text(extract(publication, at), drawn) for at in (OLD, NEW))
    assert "Old: " in before and "New: " not in before
    assert "New: " in after and "Old: " not in after


@pytest.mark.parametrize(
    ("at", "body"),
    [
        (datetime(2022, 12, 31, 23, 59, tzinfo=UTC), "first"),
        (datetime(2023, 1, 1, tzinfo=UTC), "second"),
        (datetime(2024, 12, 31, tzinfo=UTC), "second"),
        (TURN, ""),
    ],
)
def test_rules_end_with_their_day(at: datetime, body: str) -> None:
    rules = (Rules(until=datetime(2023, 1, 1, tzinfo=UTC), body="first"), Rules(until=TURN, body="second"))
    found = rules_for(paper(*rules), at)
    assert (found.body if found else "") == body


def test_without_rules_there_are_none() -> None:
    assert rules_for(paper(), NEW) is None


def test_every_selector_says_what_is_what(drawn: Any) -> None:
    rules = Rules(title=".headline", body=".old", authors=".who", published=".when", drop=(".ad", "i"))
    article = extract(paper(rules))
    assert article.title == "Ferry stays"
    assert article.published == datetime(2024, 5, 31, 8, tzinfo=UTC)
    assert article.authors == ("Mara Lindqvist", "Ole Berg")
    body = text(article, drawn)
    assert "Old: " in body and "More: " in body and "New: " not in body and "Buy boats" not in body
    assert body.count("Nested.") == 1, "an element inside of a chosen one is read once"
    assert article.confidence["body"].sure == 1.0


def test_what_is_dropped_is_dropped_without_a_body_too(drawn: Any) -> None:
    assert "Buy boats" not in text(extract(paper(Rules(drop=(".ad",)))), drawn)
    assert "Buy boats" in text(extract(paper(Rules(body=".old"))), drawn)


def test_rules_that_find_nothing_change_nothing(drawn: Any) -> None:
    rules = Rules(title=".none", body="#none", authors="none", published="none", drop=("none",))
    assert extract(paper(rules)) == extract(paper())


@pytest.mark.parametrize("field", ["title", "body", "authors", "published", "drop"])
@pytest.mark.parametrize("selector", ["div[", ">>", ":nth-child(", "div > "])
def test_a_selector_that_cannot_be_read_is_named(field: str, selector: str) -> None:
    value: Any = (selector,) if field == "drop" else selector
    with pytest.raises(ExtractError, match="cannot be read") as failure:
        extract(paper(Rules(**{field: value})))
    assert selector in failure.value.message
    assert "rules" in failure.value.hint
