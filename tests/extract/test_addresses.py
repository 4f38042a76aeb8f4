"""Which address of a picture is taken, and which two are of one picture."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from tamizdat.extract import addresses
from tamizdat.extract.addresses import key
from tamizdat.extract.blocks import read_blocks

BASE = "https://paper.example/a/"
UUID = "5f0c2a9e-1b7d-4c3e-9a86-0d4e7f21b3c5"
DIGEST = "9b1e04c7d2a8f6530e4b7c19a2d8f605"
ENCODED = "aHR0cHM6Ly9wYXBlci5leGFtcGxlL3Bob3Rvcy9oYXJib3VyLTIwMjYuanBn"
HARBOUR = "https://paper.example/photos/harbour-2026.jpg"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HARBOUR, "https://cdn.example/w/harbour-2026-300x200.webp?v=1"),
        (HARBOUR, f"https://scaler.example/rs:fit:640/{ENCODED}"),
        (HARBOUR, f"https://scaler.example/rs:fit:640/{ENCODED[:16]}/{ENCODED[16:]}"),
        (HARBOUR, "https://scaler.example/resize/640/?url=https%3A%2F%2Fpaper.example%2Fphotos%2Fharbour-2026.jpg&w=3"),
        (f"https://a.example/{UUID}.original?fm=avif", f"https://a.example/media.{UUID}.16x9_700.jpg"),
        (
            f"https://a.example/img/{DIGEST}/0_0_5000_3000/master/5000.jpg",
            f"https://a.example/img/{DIGEST}/0_0/500.jpg",
        ),
        ("https://a.example/40996/40996_1757_v16_9_1600.webp", "https://a.example/40996/40996_1757_v1_1_400.jpeg"),
        ("https://a.example/images/960/540/q_80/1072476.webp", "https://a.example/1200/570/q_80/s_fb/1072476.jpg"),
        ("https://a.example/image/45f2ab99c01=w700", "https://a.example/image/45f2ab99c01=s1200-c"),
        ("https://a.example/image.php?id=17&w=300", "https://a.example/image.php?id=17&w=900"),
        (f"https://a.example/{DIGEST}/16x9/1280@40.jpg", f"https://a.example/{DIGEST}/16x9/original.jpg"),
        ("https://a.example/get/id/195679/width/730/height/500/crop/1", "https://a.example/facebook/195679.jpg"),
    ],
)
def test_the_addresses_of_one_picture_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HARBOUR, "https://paper.example/photos/harbour-2025.jpg"),
        ("https://a.example/wp-content/uploads/2026/agora.jpg", "https://a.example/wp-content/uploads/2026/forum.jpg"),
        ("https://a.example/news/the-long-title-of-a-story/1.jpg", "https://a.example/news/the-long-title-of-a-story/2.jpg"),
        ("https://a.example/?url=https%3A%2F%2Fs.example%2Fa-bucket-of-the-paper%2Fsea.jpg",
         "https://a.example/?url=https%3A%2F%2Fs.example%2Fa-bucket-of-the-paper%2Fpier.jpg"),
        (f"https://a.example/{UUID}-1.jpg", f"https://a.example/{UUID}-2.jpg"),
        ("https://a.example/image.php?id=17", "https://a.example/image.php?id=18"),
        ("data:image/png;base64,AAAA", "data:image/png;base64,BBBB"),
    ],
)  # fmt: skip
def test_two_pictures_have_two_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("html", "address"),
    [
        ('<img src=blank.gif data-flick-srcset="s.jpg 300w, l.jpg 900w">', "https://paper.example/a/l.jpg"),
        ('<img src=/img/spinner.gif data-photo="/boat.jpg">', "https://paper.example/boat.jpg"),
        ('<img src=/boat.jpg data-next="/other.jpg">', "https://paper.example/boat.jpg"),
        ('<img src=/boat.jpg data-url="https://paper.example/story/7">', "https://paper.example/boat.jpg"),
        ('<picture><source srcset="a.webp 2000w" type=image/webp><source srcset="a.jpg 900w"><img src=c.jpg></picture>',
         "https://paper.example/a/a.webp"),
        ("<button aria-label=Enlarge><figure><img src=b.jpg></figure>Enlarge</button>", "https://paper.example/a/b.jpg"),
        ("<div class=ph><img src=/grey.gif title='A ship that has come home at last, in the evening'></div>"
         "<noscript><img src=/ship.jpg></noscript>", "https://paper.example/ship.jpg"),
        ("<div><img src=/grey.gif><noscript><img src=/ship.jpg></noscript></div>", "https://paper.example/ship.jpg"),
        ("<img src=/boat.jpg width=16 height=9>", "https://paper.example/boat.jpg"),
        ("<div class=hero style=\"background-image: url('/boat.jpg')\"></div>", "https://paper.example/boat.jpg"),
        ("<div data-bg=/boat.jpg></div>", "https://paper.example/boat.jpg"),
    ],
)  # fmt: skip
def test_the_address_is_found_wherever_a_page_keeps_it(html: str, address: str) -> None:
    assert [image.url for image in pictures(html)][-1] == address


@pytest.mark.parametrize(
    "html",
    [
        "<img src=/img/icon-close.svg>",
        "<img src=/img/spinner.gif>",
        "<img src=/img/16x9-placeholder.jpg>",
        "<img src=/portrait.jpg width=60 height=60>",
        "<picture><img src=/portrait.jpg sizes=60px></picture>",
        "<div style=\"background-image: url('/boat.jpg')\">Words stand on it.</div>",
        "<button>Share</button>",
        "<img src=/end_news.png width=13 height=12>",
        "<img src=/mark_w16_h16.png>",
        "<img src=/up/cropped-mark-32x32.png>",
        "<img src=/static/btn/lg-share-en.gif>",
        "<img src='https://paper.example/adserver/www/delivery/avw.php?zoneid=9'>",
        "<img src=https://ads.paper.example/boat.jpg>",
    ],
)
def test_signs_and_stand_ins_are_no_pictures(html: str) -> None:
    assert pictures(html) == []


def test_a_photograph_of_a_thing_called_like_a_sign_is_one() -> None:
    assert not addresses.is_icon("https://paper.example/google-pixel-9.png")
    assert not addresses.is_icon("https://paper.example/loading-the-ship.jpg")
    assert not addresses.is_icon("https://paper.example/a-share-in-the-ship.jpg")
    assert not addresses.is_icon("https://ads.example/ship-150x150.jpg")


@given(st.text(max_size=80))
def test_any_text_has_a_key(url: str) -> None:
    assert isinstance(key(url), str) and isinstance(addresses.file_name(url), str)


def pictures(html: str) -> list[Any]:
    body = LexborHTMLParser(html).body
    assert body is not None
    return [block.image for block in read_blocks([body], BASE) if hasattr(block, "image")]
