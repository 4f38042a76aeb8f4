"""What is entered on the one walk over a page, and what is never a story."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tamizdat.errors import ExtractError
from tamizdat.extract.blocks import read_blocks, text_of
from tamizdat.extract.body import find
from tamizdat.extract.html import HtmlExtractor
from tamizdat.extract.survey import Survey
from tamizdat.model import Capture, Publication

BANNER = "<p>We and our partners would like to know what you had for breakfast, and you may of course refuse.</p>" * 3
STORY = "<p>The boats came home before the storm, and nobody was hurt, the pilots said on Sunday.</p>" * 3


def story(html: str) -> str:
    """The text of what is found to be the story of a page."""
    root = LexborHTMLParser(f"<body>{html}").body
    assert root is not None
    found = find(Survey(root))
    return text_of(read_blocks(found.nodes, "https://islandpost.example/", found.pruned))


DIALOGS = [
    "role=dialog",
    "role=alertdialog",
    "aria-modal=true",
    'class="cookie-banner"',
    'id="CookieConsentBar" class="cookie_notice"',
    'class="consentModal"',
    'id="onetrust-banner-sdk"',
    'class="gdpr-popup"',
]


@pytest.mark.parametrize("attributes", DIALOGS)
def test_dialogs_and_consent_are_never_a_story(attributes: str) -> None:
    assert story(f"<div {attributes}><div>{BANNER}</div></div><header><a href=/>Post</a></header>") == "Post"
    assert "breakfast" not in story(f"<div {attributes}>{BANNER * 9}</div><div>{STORY}</div>")


@pytest.mark.parametrize("attributes", DIALOGS)
def test_a_page_that_is_cut_off_before_its_story_has_no_text(attributes: str) -> None:
    body = f"<title>Boats</title><body><div {attributes}>{BANNER}</div><header><a href=/>Post</a></header>".encode()
    url = "https://islandpost.example/news/1"
    fields: dict[str, Any] = {"status": 200, "headers": {}, "publication": "post", "body": body}
    capture = Capture(url=url, final_url=url, captured_at=datetime(2026, 3, 1, tzinfo=UTC), **fields)
    with pytest.raises(ExtractError, match="has no text"):
        HtmlExtractor().extract(capture, Publication(id="post", name="The Island Post"))


@pytest.mark.parametrize("name", ["no-cookies", "consent", "sidebar-right", "with-menu", "newsletter-page"])
def test_what_holds_most_of_a_page_is_its_story_whatever_it_is_called(name: str) -> None:
    assert story(f"<div class={name}><div>{STORY}</div></div>").count("boats") == 3


@pytest.mark.parametrize("style", ["visibility:hidden", "display:none"])
def test_what_is_hidden_is_the_story_only_where_nothing_else_is(style: str) -> None:
    hidden = f"<div style={style}>{BANNER * 40}</div>"
    assert "breakfast" in story(f"<div class=top>{STORY}</div>{hidden}"), "a script shows it (WeChat)"
    assert story(f"<div class=top>{STORY * 10}</div>{hidden}").count("boats") == 30, "it was written for machines"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("d-none d-md-block", "d-md-none"),
        ("desktop hidden-xs hidden-sm", "mobile visible-xs"),
        ("visible-xs", "hidden-xs"),
        ("amp", "amp"),
    ],
)
def test_a_copy_for_other_screens_counts_once(first: str, second: str) -> None:
    text = "".join(
        f"<p>The {n} boats came home before the storm, and nobody was hurt, the pilots of the harbour said"
        " on Sunday, when the wind had gone round and the sea was calm.</p>"
        for n in range(4)
    )
    copies = f"<div class='{first}'><div>{text}</div></div><div class='{second}'><div>{text}</div></div>"
    assert story(f"<header><a href=/>Post</a></header>{copies}").count("boats") == 4


@pytest.mark.parametrize("cell", [STORY, f"<div>{STORY}</div>", f"<table><tr><td>{STORY}</table>"])
def test_a_page_laid_out_in_a_table_has_its_story_in_one_cell(cell: str) -> None:
    links = "".join(f"<a href=/{n}>The harbour, part {n}</a><br>" for n in range(9))
    assert story(f"<table><tr><td colspan=3>{links}<tr><td>{links}<td>{cell}<td>{links}</table>").count("\n") == 2


def test_a_table_of_figures_stays_whole() -> None:
    rows = "".join(
        f"<tr><td>Boat {n}</td><td>It came home before the storm, the pilots said.</td></tr>" for n in range(9)
    )
    assert story(f"<div>{STORY}<table>{rows}</table></div>").count("\tIt came home") == 9


def test_sentences_need_neither_spaces_nor_full_stops() -> None:
    texts = {
        "th": "เรือข้ามฟากลำเก่าจะวิ่งต่อไปตลอดฤดูหนาว" * 2,
        "my": "ကူးတို့သင်္ဘောဟောင်းသည် ဆောင်းရာသီတစ်လျှောက် ဆက်လက်ပြေးဆွဲမည်။",
        "km": "សាឡាងចាស់នឹងបន្តដំណើរការពេញរដូវរងារ។",
        "bo": "གྲུ་གཟིངས་རྙིང་པ་དགུན་ཁར་འགྲོ་རྒྱུ་རེད།",
        "hi": "पुरानी नौका पूरी सर्दियों में चलती रहेगी।",
    }
    for language, text in texts.items():
        root = LexborHTMLParser(f"<body><p>{text}</p>").body
        assert root is not None
        size = len(text.encode())
        assert Survey(root).mass[0] == size * min(1.5, 0.5 + size / 200), language


def test_a_footer_belongs_to_what_it_stands_in() -> None:
    quote = (
        "<blockquote><p>Bells carry further than lamps.</p><footer class=quote-footer>Ida, pilot</footer></blockquote>"
    )
    html = (
        f"<article>{STORY}{quote}<footer>All rights reserved, says the article.</footer></article><footer>Us</footer>"
    )
    root = LexborHTMLParser(f"<body>{html}").body
    assert root is not None
    found = find(Survey(root))
    blocks = read_blocks(found.nodes, "https://islandpost.example/", found.pruned)
    assert [block.source for block in blocks if hasattr(block, "source")] == ["Ida, pilot"]
    assert "reserved" not in text_of(blocks)


def test_who_is_quoted_has_not_written_the_story() -> None:
    root = LexborHTMLParser(
        f"<div class=author>Vera</div>{STORY}<blockquote>x <p class=author>Ida</p></blockquote>"
    ).body
    assert root is not None
    survey = Survey(root)
    assert [survey.nodes[place].text() for place, judgement in survey.showing if judgement.byline] == ["Vera"]
