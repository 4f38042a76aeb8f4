"""An operator's own pages: front matter, GitHub's Markdown, and no HTML."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.errors import ExtractError
from tamizdat.extract import extract, kind_of
from tamizdat.model import Article, Capture, Publication, Tag

AT = datetime(2026, 3, 1, tzinfo=UTC)
PAPER = Publication(id="paper", name="The Paper", language="en", timezone="Europe/Oslo")


def read(text: str | bytes, publication: Publication = PAPER, **fields: Any) -> Article:
    url = "https://paper.invalid/about/how%20to"
    body = text if isinstance(text, bytes) else text.encode()
    told: dict[str, Any] = {"headers": {"content-type": "text/markdown"}, "publication": "paper"} | fields
    found = Capture(url=url, final_url=url, captured_at=AT, status=200, body=body, **told)
    assert kind_of(found) == "markdown"
    return extract(found, publication)


def test_the_first_heading_is_the_title_and_the_first_picture_the_lead(drawn: Any) -> None:
    article = read(
        "# How to *read* this\n\n![Harbour](/b.jpg)\n\nText with [a link](../x) and https://bare.example/.\n\n## More\n"
    )
    assert article.title == "How to read this"
    assert article.lead and (article.lead.url, article.lead.alt) == ("https://paper.invalid/b.jpg", "Harbour")
    assert drawn(article.blocks) == [
        "p Text with [a link](https://paper.invalid/x) and [https://bare.example/](https://bare.example/).",
        "h2 More",
    ]
    assert (article.language, article.published, article.authors, article.tags) == ("en", None, (), ())


MARKDOWN = {
    "lists": ("# t\n\n- a\n- b\n  1. c\n", ["ul(p a | p b; ol(p c))"]),
    "tasks": ("# t\n\n- [x] done\n", ["ul(p done)"]),
    "tables": ("# t\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", ["table(#a | #b / 1 | 2)"]),
    "code": ("# t\n\n```python\nx = 1\n```\n\nA `word`.\n", ["code 'x = 1'", "p A `word`."]),
    "quotes": ("# t\n\n> Words.\n\n---\n\nText.\n", ["quote(p Words.)", "---", "p Text."]),
    "styles": ("# t\n\n**a** *b* ~~c~~\\\nd\n", ["p **a** *b* c/d"]),
    "no html": ("# t\n\n<script>alert(1)</script>\n\n<b onclick=x>bold</b> <img src=x onerror=alert(1)>\n\nText.\n",
                ["p bold", "p Text."]),
    "no schemes": ("# t\n\n[a](javascript:alert(1)) [b](data:text/html,x) ![c](javascript:0) <javascript:0>\n",
                   ["p a b javascript:0"]),
    "windows": ("\ufeff# t\r\n\r\nText.\r\n", ["p Text."]),
    "chinese": ("# 标题\n\n第一行\n第二行\n", ["p 第一行第二行"]),
}  # fmt: skip


@pytest.mark.parametrize("case", MARKDOWN)
def test_what_becomes_of_markdown(case: str, drawn: Any) -> None:
    text, expected = MARKDOWN[case]
    assert drawn(read(text).blocks) == expected


FRONT = """{rule}
title{is_}"The Harbour"
Date{is_}2026-02-03
updated{is_}2026-02-04 10:00
authors{is_}["Mara Lindqvist", "Ole Berg"]
tags{is_}["sea", "boats"]
section{is_}"City"
language{is_}"no"
summary{is_}"About the harbour."
{rule}

# The Harbour

Text.
"""


@pytest.mark.parametrize(("rule", "is_"), [("---", ": "), ("+++", " = ")])
def test_front_matter_says_what_the_text_does_not(rule: str, is_: str, drawn: Any) -> None:
    text = FRONT.format(rule=rule, is_=is_)
    article = read(text.replace("2026-02-04 10:00", '"2026-02-04 10:00"') if rule == "+++" else text)
    assert (article.title, article.section, article.language) == ("The Harbour", "City", "no")
    assert article.authors == ("Mara Lindqvist", "Ole Berg")
    assert article.tags == (Tag("sea"), Tag("boats"))
    assert article.published == datetime(2026, 2, 2, 23, tzinfo=UTC), "the day begins in the paper's own zone"
    assert article.modified == datetime(2026, 2, 4, 9, tzinfo=UTC)
    assert article.summary == "About the harbour."
    assert drawn(article.blocks) == ["p Text."], "the title is not said twice"


def test_lists_may_be_written_with_dashes() -> None:
    article = read("---\nauthor:\n  - Mara\n  - 'Ole'\ntags: sea\ntags2:\n---\n\nText.\n")
    assert (article.authors, article.tags) == (("Mara", "Ole"), (Tag("sea"),))


def test_without_a_title_the_name_of_the_file_is_one() -> None:
    assert read("Text.").title == "how to"
    assert read("---\nauthor: x\n---\nText.").title == "how to"


def test_what_the_source_says_is_taken_where_the_page_says_nothing() -> None:
    article = read("# t\n\nText.", section="City", published=AT)
    assert (article.section, article.published) == ("City", AT)
    chinese = Publication(id="paper", name="报纸")
    assert [read(text, chinese).language for text in ("# 这\n\n个国家", "# 這\n\n個國家")] == ["zh-Hans", "zh-Hant"]


def test_rules_that_are_no_front_matter_are_rules(drawn: Any) -> None:
    assert drawn(read("Text.\n\n---\n\nname: x\n\n---\n").blocks) == ["p Text.", "---", "p name: x", "---"]
    assert drawn(read("---\nText that goes on\n").blocks) == ["p Text that goes on"]
    assert drawn(read("---\n\nText between\n\n---\nMore.\n").blocks) == ["p Text between", "---", "p More."]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no text"),
        ("# Title alone", "has no text"),
        ("---\ntitle: x\n---\n", "has no text"),
        ("<script>x</script>", "has no text"),
        ("+++\nnot toml\n+++\nText.", "is no TOML"),
        ("---\ndate: tomorrow, perhaps\n---\nText.", "date is no date"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, words: str) -> None:
    with pytest.raises(ExtractError, match=words) as failure:
        read(text)
    assert failure.value.hint


@settings(max_examples=150)
@given(
    st.text(max_size=200) | st.binary(max_size=200),
    st.sampled_from(["", "---\n", "+++\n", "# t\n\n", "---\ntitle: [", "| a |\n|---|\n", "- " * 30, "[" * 100]),
)
def test_any_text_ends_in_an_article_or_an_error(text: str | bytes, start: str) -> None:
    body = start.encode() + (text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
    try:
        article = read(body)
    except ExtractError as error:
        assert error.message
    else:
        assert article.title and (article.blocks or article.lead)
        assert not any(bad in msgspec.json.encode(article) for bad in (b"\\u0000", b"\\u001b", b"\\b"))
