"""What other sites show, also where it waits for consent and only its address is in the page."""

from __future__ import annotations

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tamizdat.extract.blocks import read_blocks

BASE = "https://paper.example/a/"
FILM = "https://www.youtube.com/embed/x1y2z3"
NOTICE = "<p>Here stands a film. With a tap you agree that data go abroad.</p><button>Load</button>"


def read(html: str) -> Any:
    body = LexborHTMLParser(f"<body>{html}").body
    assert body is not None
    return read_blocks([body], BASE)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<iframe src=about:blank data-cmp-src='{FILM}' title=Film></iframe>", [f"video {FILM} 'Film'"]),
        (f"<iframe data-consent-src='{FILM}'></iframe>", [f"video {FILM}"]),
        (f"<div class=consent data-src='{FILM}'>{NOTICE}</div>", [f"video {FILM}"]),
        (f"<div data-oembed-url='{FILM}' title=Film>{NOTICE}</div>", [f"video {FILM} 'Film'"]),
        (f"<div data-attrs='{{\"url\":\"{FILM}\",\"width\":640}}'></div>", [f"video {FILM}"]),
        (f"<template><iframe src='{FILM}'></iframe><p>words</p></template>", [f"video {FILM}"]),
        (f"<noscript><iframe src='{FILM}'></iframe></noscript>", [f"video {FILM}"]),
        ("<div data-youtube-id=x1y2z3>Play</div>", ["video https://www.youtube.com/watch?v=x1y2z3"]),
        ("<lite-youtube videoid=x1y2z3></lite-youtube>", ["video https://www.youtube.com/watch?v=x1y2z3"]),
        ("<amp-youtube data-videoid=x1y2z3></amp-youtube>", ["video https://www.youtube.com/watch?v=x1y2z3"]),
        ("<amp-twitter data-tweetid=1785></amp-twitter>", ["post https://twitter.com/i/status/1785"]),
        ("<script async data-telegram-post='ferry/17' src=https://telegram.org/w.js></script>",
         ["post https://t.me/ferry/17"]),
        ("<div class=fb-post data-href='https://www.facebook.com/ferry/posts/17'></div>",
         ["post https://www.facebook.com/ferry/posts/17"]),
        ("<blockquote class=bluesky-embed data-bluesky-uri='at://x'><p>Ferry stays</p>"
         "<a href='https://bsky.app/profile/ferry/post/17'>1 May</a></blockquote>",
         ["post https://bsky.app/profile/ferry/post/17 'Ferry stays 1 May'"]),
        ("<blockquote class=mastodon-embed data-embed-url='https://sea.example/@ferry/17'>Ferry stays</blockquote>",
         ["post https://sea.example/@ferry/17 'Ferry stays'"]),
        ("<blockquote class=tiktok-embed cite='https://www.tiktok.com/@ferry/video/17'>Ferry</blockquote>",
         ["post https://www.tiktok.com/@ferry/video/17 'Ferry'"]),
    ],
)  # fmt: skip
def test_what_waits_for_consent_is_told_by_its_address(html: str, expected: list[str], drawn: Any) -> None:
    assert drawn(read(html)) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<div class=share data-href='https://www.facebook.com/sharer/sharer.php?u=x'>Words</div>",
        "<div class=fb-page data-href='https://www.facebook.com/plugins/page?x'>Words</div>",
        "<div data-url='https://paper.example/story/7'>Words</div>",
        "<div data-url='https://unknown.example/story/7'>Words</div>",
        "<div data-url='https://x.com/'>Words</div>",
        "<div data-youtube-id='javascript:0'>Words</div>",
        "<a href=/7 data-url='https://x.com/ferry/status/1'>Words</a>",
    ],
)
def test_what_only_names_an_address_stays_text(html: str, drawn: Any) -> None:
    assert [line.replace("[Words](https://paper.example/7)", "Words") for line in drawn(read(html))] == ["p Words"]


def test_a_box_with_a_real_frame_in_it_is_read_once(drawn: Any) -> None:
    html = f"<div data-src='{FILM}'><iframe src='{FILM}'></iframe></div>"
    assert drawn(read(html)) == [f"video {FILM}"]


@pytest.mark.parametrize("html", ["<script>var a = 1</script>", "<template><p>words</p></template>"])
def test_scripts_and_templates_say_nothing_else(html: str) -> None:
    assert read(html) == ()
