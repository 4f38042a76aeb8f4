"""The picture above the text: in a figure, or in any box with a picture and its caption."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tamizdat.extract.addresses import key
from tamizdat.extract.html import HtmlExtractor
from tamizdat.model import Capture, Image, Publication

STORY = "<p>The boats came home before the storm, and nobody was hurt, the pilots said on Sunday.</p>" * 9
BOAT = "https://islandpost.example/boat-at-sea.jpg"
TOLD = f"<meta property=og:image content={BOAT}>"


def lead(above: str, head: str = "") -> Image | None:
    """The lead of a page with something between its headline and its text."""
    page = f"<head><title>Boats</title>{head}<body><div class=page><h1>The boats are home</h1>{above}<div>{STORY}</div>"
    url = "https://islandpost.example/news/1"
    fields: dict[str, Any] = {"status": 200, "headers": {}, "publication": "post", "body": page.encode()}
    capture = Capture(url=url, final_url=url, captured_at=datetime(2026, 3, 1, tzinfo=UTC), **fields)
    return HtmlExtractor().extract(capture, Publication(id="post", name="The Island Post")).lead


SAID = Image(BOAT, alt="A boat", caption="Home at last", credit="Photo: Ida")
IMG = "<img src=/boat-at-sea.jpg alt='A boat'>"


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        (f"<figure>{IMG}<figcaption>Home at last <i class=credit>Photo: Ida</i></figcaption></figure>", SAID),
        (f"<div class=article__photo>{IMG}<div class=article__photo-title>Home at last"
         " <span class=article__photo-author>Photo: Ida</span></div></div>", SAID),
        (f"<div>{IMG}<p class=caption>Home at last</p></div>", Image(BOAT, alt="A boat", caption="Home at last")),
        (f"<div><div>{IMG}</div><p class=wp-caption-text>Home at last</p></div>",
         Image(BOAT, alt="A boat", caption="Home at last")),
        (f"<div class=main-picture>{IMG}</div>", Image(BOAT, alt="A boat")),
        (f"<picture>{IMG}</picture><figcaption>Home at last</figcaption>",
         Image(BOAT, alt="A boat", caption="Home at last")),
        ("<figure><video poster=/boat-at-sea.jpg src=/film.mp4></video><figcaption>Home at last</figcaption></figure>",
         Image(BOAT, caption="Home at last")),
        (f"<figure><a href=/news/seals>{IMG}</a></figure>", None),
        (f"<figure>{IMG.replace('A boat', 'Ida')}</figure>", Image(BOAT, alt="Ida")),
        (f"<div class=toolbar>{IMG}</div>", None),
        (f"<div class=author-photo>{IMG}</div>", None),
        (f"<aside><div>{IMG}<p class=caption>Home at last</p></div></aside>", None),
        (IMG, None),
        ("<p class=caption>Home at last</p>", None),
    ],
)  # fmt: skip
def test_above_the_text(above: str, expected: Image | None) -> None:
    assert lead(above) == expected


def test_what_machines_are_told_of_is_meant_as_the_page_shows_it() -> None:
    portrait = "<div class=picture><img src=/portrait-of-ida.jpg alt=Ida></div>"
    assert lead(portrait + f"<div class=picture>{IMG}</div>", TOLD) == Image(BOAT, alt="A boat")
    assert lead(portrait, TOLD) == Image(BOAT)
    assert lead("<div class=picture><img src=/thumbs/boat-at-sea-90x60.jpg></div>", TOLD) == Image(BOAT)


def test_the_portrait_of_an_author_is_no_lead() -> None:
    written = '<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"Ida"}]}</script>'
    assert lead(f"<figure>{IMG.replace('A boat', 'Ida')}</figure>", written) is None


def test_what_machines_are_told_of_the_lead_is_said_where_the_page_says_nothing() -> None:
    told = f'''<script type="application/ld+json">{{"@type":"NewsArticle","headline":"x","image":
        {{"@type":"ImageObject","url":"{BOAT}","caption":"Home at last","creditText":"Ida"}}}}</script>'''
    assert lead(f"<figure>{IMG}</figure>", told) == Image(BOAT, alt="A boat", caption="Home at last", credit="Ida")
    said = f"<figure>{IMG}<figcaption>Safe</figcaption></figure>"
    assert lead(said, told) == Image(BOAT, alt="A boat", caption="Safe")


def test_a_file_of_the_site_itself_is_no_lead() -> None:
    assert lead("", "<meta property=og:image content=https://islandpost.example/assets/png/post-4f2c.png>") is None


def test_a_picture_of_default_size_is_no_stand_in() -> None:
    photo = "https://islandpost.example/clip/70a5657e-e41a-4f45-9d4b-fa328718dfb6_16-9_default_0.jpg"
    told = "<meta property=og:image content={}>"
    assert lead(f"<figure><img src={photo} alt=Quay></figure>", told.format(photo)) == Image(photo, alt="Quay")
    assert lead("", told.format("https://islandpost.example/img/default-1200.jpg")) is None


def test_what_machines_are_told_of_is_the_lead_in_a_box_of_furniture_too() -> None:
    box = f"<div class=ads-top-after><div class=article-picture>{IMG}</div></div>"
    assert lead(box, TOLD) == Image(BOAT, alt="A boat")
    assert lead(box) is None


def test_a_picture_that_cannot_be_fetched_leads_nothing() -> None:
    inside = "<p><img src=http://10.0.0.7/boat-at-sea.jpg alt=inside></p>"
    assert lead(f"<article>{inside}{STORY}</article>", TOLD) == Image(BOAT, alt="inside")
    assert lead(f"<article>{inside}{STORY}</article>") is None


def test_one_picture_has_one_key_in_all_its_sizes() -> None:
    assert key(BOAT) == key("https://cdn.example/w/boat-at-sea-300x200.webp?v=1")
    assert key(BOAT) != key("https://islandpost.example/boat-at-pier.jpg")
