"""Pictures, captions and embeds: which address is the best, who is named below, and what is only a pixel."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from tamizdat.extract import addresses, figures
from tamizdat.extract.blocks import read_blocks

BASE = "https://paper.example/a/"
PLACEHOLDER = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
INSIDE = "data:image/png;base64," + "iVBOR" * 1000


def read(html: str) -> Any:
    body = LexborHTMLParser(html).body
    assert body is not None
    return read_blocks([body], BASE)


@pytest.mark.parametrize(
    ("html", "address"),
    [
        ("<img src=b.jpg>", "https://paper.example/a/b.jpg"),
        ('<img srcset="s.jpg 300w, l.jpg 1200w, m.jpg 800w" src=x.jpg>', "https://paper.example/a/l.jpg"),
        ('<img srcset="s.jpg, l.jpg 1.5x,m.jpg 1x" src=x.jpg>', "https://paper.example/a/l.jpg"),
        ('<picture><source srcset="a.webp 1x, b.webp 2x"><img src=c.jpg></picture>', "https://paper.example/a/b.webp"),
        (f'<img src="{PLACEHOLDER}" data-src="/real.jpg">', "https://paper.example/real.jpg"),
        (f'<img srcset="{PLACEHOLDER} 1x" data-lazy-src="/real.jpg">', "https://paper.example/real.jpg"),
        ('<img src="a{width}.jpg" data-src="b.jpg">', "https://paper.example/a/b.jpg"),
        ('<img src="/_next/image?url=%2Fphotos%2Fa.jpg&w=640">', "https://paper.example/photos/a.jpg"),
        ('<img src="/_next/image?url=javascript%3A0">', "https://paper.example/_next/image?url=javascript%3A0"),
        ("<amp-img src=b.jpg></amp-img>", "https://paper.example/a/b.jpg"),
        ("<noscript><img src=b.jpg></noscript>", "https://paper.example/a/b.jpg"),
        (f'<img src="{INSIDE}">', INSIDE),
        ('<img src=b.jpg width="100%" height=auto>', "https://paper.example/a/b.jpg"),
        ('<a href="/big.jpg"><img src=b.jpg></a>', "https://paper.example/a/b.jpg"),
    ],
)
def test_the_best_address_of_a_picture_is_taken(html: str, address: str, drawn: Any) -> None:
    assert drawn(read(html)) == [f"figure {address}"]


@pytest.mark.parametrize(
    "html",
    [
        "<img>",
        "<img src=''>",
        "<img src='javascript:alert(1)'>",
        "<img src='file:///etc/passwd'>",
        "<img src='data:text/html,x'>",
        f"<img src='data:image/svg+xml,{'<script>' * 900}'>",
        f"<img src='{PLACEHOLDER}'>",
        "<img src='http://['>",
        "<img src=p.gif width=1 height=1>",
        "<img src=p.gif width=0>",
        "<img src=p.gif height=' 2px'>",
        "<picture></picture>",
        "<noscript><img src=p.gif style='position:absolute;left:-9999px'></noscript>",
        "<p><noscript>words</noscript>",
    ],
)
def test_what_shows_nothing_is_no_picture(html: str) -> None:
    assert read(html) == ()


CAPTIONS = {
    "figure": ('<figure><img src=b.jpg alt=" A  boat "><figcaption>The boat <b>at</b> sea'
               " <span class=credit>Photo: Ann</span></figcaption></figure>",
               ["figure {} alt 'A boat' caption 'The boat at sea' credit 'Photo: Ann'"]),
    "before it": ("<figure><figcaption>First the words</figcaption><img src=b.jpg></figure>",
                  ["figure {} caption 'First the words'"]),
    "by its name": ("<p><img src=b.jpg></p><p class=wp-caption-text>By its name</p><p>Text.</p>",
                    ["figure {} caption 'By its name'", "p Text."]),
    "around it": ("<div class=image-caption><img src=b.jpg> Around it</div>", ["figure {} caption 'Around it'"]),
    "without a picture": ("<div class=image-caption>No picture</div>", ["p No picture"]),
    "of the last of two": ("<figure><img src=a.jpg><img src=b.jpg><figcaption>Two</figcaption></figure>",
                           ["figure https://paper.example/a/a.jpg", "figure {} caption 'Two'"]),
    "centred": ("<center><img src=b.jpg><br>At sea</center><p>Text.</p>", ["figure {} caption 'At sea'", "p Text."]),
    "centred by style": ("<p style='text-align: center'><img src=b.jpg><br>At sea</p>", ["figure {} caption 'At sea'"]),
    "too long for one": (f"<p align=center><img src=b.jpg><br>{'long ' * 80}</p>",
                         ["figure {}", "p " + ("long " * 80).strip()]),
    "of a quote": ("<figure><blockquote>Words</blockquote><figcaption>Mara</figcaption></figure>",
                   ["quote(p Words) by Mara"]),
    "of a table": ("<figure><table><tr><td>a<td>b</table><figcaption>Numbers</figcaption></figure>",
                   ["table(a | b) caption 'Numbers'"]),
    "of a film": ("<figure><iframe src='https://www.youtube.com/embed/x'></iframe><figcaption>Film</figcaption></figure>",
                  ["video https://www.youtube.com/embed/x 'Film'"]),
    "gallery": ("<ul><li><img src=a.jpg><li><figure><img src=b.jpg><figcaption>B</figcaption></figure></ul>",
                ["figure https://paper.example/a/a.jpg", "figure {} caption 'B'"]),
    "lazy twice": ("<figure><img data-src=b.jpg><noscript><img src=b.jpg></noscript></figure>", ["figure {}"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CAPTIONS)
def test_captions_and_credits(case: str, drawn: Any) -> None:
    html, expected = CAPTIONS[case]
    assert drawn(read(html)) == [line.format("https://paper.example/a/b.jpg") for line in expected]


def test_what_is_served_beside_the_page_is_within_reach() -> None:
    base = "http://127.0.0.1:8731/en/"
    assert not addresses.out_of_reach("http://127.0.0.1:8731/film", base)
    assert addresses.out_of_reach("http://127.0.0.1:9/film", base)
    assert not addresses.out_of_reach("https://other.example:9/film", base)


def test_a_small_picture_in_the_text_is_the_character_that_it_stands_for(drawn: Any) -> None:
    html = "<p>One <img class=emoji alt=😀 src=e.png> two <img src=b.jpg> three</p>"
    assert drawn(read(html)) == ["p One 😀 two", "figure https://paper.example/a/b.jpg", "p three"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<iframe src="//player.vimeo.com/video/1" title=" Our  film "></iframe>',
         ["video https://player.vimeo.com/video/1 'Our film'"]),
        ("<video><source src=v.mp4></video>", ["video https://paper.example/a/v.mp4"]),
        ("<audio src=/s.mp3></audio>", ["audio https://paper.example/s.mp3"]),
        ("<iframe src='https://www.google.com/maps/embed?x'></iframe>", ["map https://www.google.com/maps/embed?x"]),
        ("<iframe src='https://other.example/page'></iframe>", ["page https://other.example/page"]),
        ("<iframe src='https://www.facebook.com/plugins/video.php?x'></iframe>",
         ["video https://www.facebook.com/plugins/video.php?x"]),
        ("<blockquote class=twitter-tweet><p>Ferry stays</p><a href='https://twitter.com/a/status/1'>1</a></blockquote>",
         ["post https://twitter.com/a/status/1 'Ferry stays 1'"]),
        ("<blockquote class=instagram-media data-instgrm-permalink='https://www.instagram.com/p/x/'>y</blockquote>",
         ["post https://www.instagram.com/p/x/ 'y'"]),
        ("<blockquote class=twitter-tweet>no address</blockquote>", ["quote(p no address)"]),
        ("<object><p>instead</p></object>", ["p instead"]),
        ("<iframe srcdoc='<p>x'></iframe><iframe src='javascript:0'></iframe><iframe></iframe>", []),
        ("<iframe src='https://ad.doubleclick.net/x'></iframe>", []),
        ("<iframe src='https://other.example/count' width=1 height=1></iframe>", []),
        ("<iframe src='https://other.example/count' style='width:0;height:0;border:0'></iframe>", []),
        ("<iframe src='https://other.example/chart' style='width:0;min-width:100%' height=400></iframe>",
         ["page https://other.example/chart"]),
        ("<iframe src='https://other.example/count' style='position:absolute;left:-9999px'></iframe>", []),
        ("<iframe src='http://169.254.169.254/latest/'></iframe><video src='http://[::1]/v.mp4'></video>", []),
        ("<iframe src='http://localhost/x'></iframe><iframe src='http://router.local/x'></iframe>", []),
        ("<object data='/viewer.swf'><p>instead</p></object>", ["p instead"]),
        ("<embed src='/clock.class'><embed src='/x' type='application/x-java-applet'>", []),
        ("<object><embed src='https://www.youtube.com/v/1' type='application/x-shockwave-flash'></object>",
         ["video https://www.youtube.com/v/1"]),
        ("<object data='/report.pdf'></object>", ["page https://paper.example/report.pdf"]),
    ],
)  # fmt: skip
def test_embeds_are_told_by_kind_title_and_address(html: str, expected: list[str], drawn: Any) -> None:
    assert drawn(read(html)) == expected


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=10))
def test_any_attributes_are_borne(sources: str, address: str, width: str) -> None:
    node = LexborHTMLParser("<img>").css_first("img")
    assert node is not None
    node.attrs["srcset"], node.attrs["src"], node.attrs["width"] = sources, address, width
    found = figures.image(node, BASE)
    assert found is None or found.url.startswith(("http://", "https://"))
