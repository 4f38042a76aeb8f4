"""What stands around pictures: captions without a name, counters, galleries, teasers of other articles."""

from __future__ import annotations

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tamizdat.extract.blocks import read_blocks
from tamizdat.extract.figures import told_apart

BASE = "https://paper.example/news/ferry-17.html"
A, B = "https://paper.example/news/a.jpg", "https://paper.example/news/b.jpg"
TITLE = "The ferry in the ice of the sound, ten years ago"


def read(html: str) -> Any:
    body = LexborHTMLParser(html).body
    assert body is not None
    return read_blocks([body], BASE)


CASES = {
    "a line in the same box": ("<div><img src=a.jpg><div>At sea</div></div>", [f"figure {A} caption 'At sea'"]),
    "and one for its maker": ("<div><img src=a.jpg><p>At sea</p><p>Image: Ann</p></div>",
                              [f"figure {A} caption 'At sea' credit 'Image: Ann'"]),
    "a long text": (f"<div><img src=a.jpg><p>{'long ' * 80}</p></div>", [f"figure {A}", "p " + ("long " * 80).strip()]),
    "more than lines": ("<div><img src=a.jpg><p>One.</p><p>Two.</p><p>Three.</p></div>",
                        [f"figure {A}", "p One.", "p Two.", "p Three."]),
    "a counter": ("<figure><img src=a.jpg><span>5</span><figcaption>At sea</figcaption></figure>",
                  [f"figure {A} caption 'At sea'"]),
    "a counter alone": ("<figure><img src=a.jpg><div>01:53</div></figure>", [f"figure {A}", "p 01:53"]),
    "a guess gives way": ("<div><figure><img src=a.jpg><div>View 6 images</div></figure>"
                          "<figcaption>At sea</figcaption></div>", [f"figure {A} caption 'At sea'"]),
    "a title": (f"<figure><img src=a.jpg title='{TITLE}'></figure>", [f"figure {A} caption '{TITLE}'"]),
    "a title gives way": (f"<figure><img src=a.jpg title='{TITLE}'><figcaption>At sea</figcaption></figure>",
                          [f"figure {A} caption 'At sea'"]),
    "a caption in a picture": ("<figure><picture><img src=a.jpg><figcaption>At sea</figcaption></picture></figure>",
                               [f"figure {A} caption 'At sea'"]),
    "a label": ("<figure><img src=a.jpg><figcaption>At sea. Photo: Ann</figcaption></figure>",
                [f"figure {A} caption 'At sea.' credit 'Photo: Ann'"]),
    "a list of pictures": ("<ul><li><img src=a.jpg><p>At sea</p><li><img src=b.jpg><p>At home</p></ul>",
                           [f"figure {A} caption 'At sea'", f"figure {B} caption 'At home'"]),
    "a teaser": ("<p>Text.</p><a href=/news/seals-18.html><img src=a.jpg alt=Seals></a>", ["p Text."]),
    "a teaser as a figure": ("<p>Text.</p><a href=/seals-18.html><figure><img src=a.jpg></figure></a>", ["p Text."]),
    "a link with a caption": ("<figure><a href=/seals.html><img src=a.jpg></a><figcaption>Seals</figcaption></figure>",
                              [f"figure {A} caption 'Seals'"]),
    "a larger one": ("<a href=/big/a.jpg><img src=a.jpg></a>", [f"figure {A}"]),
    "a gallery": ("<a href=/photos/18><img src=a.jpg></a>", [f"figure {A}"]),
    "the next part": ("<a href=/news/ferry-17_2.html><img src=a.jpg></a>", [f"figure {A}"]),
    "the same page": ("<a href='/news/ferry-17.html#top'><img src=a.jpg></a>", [f"figure {A}"]),
    "another site": ("<a href=https://other.example/x><img src=a.jpg></a>", [f"figure {A}"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_said_of_a_picture(case: str, drawn: Any) -> None:
    html, expected = CASES[case]
    assert drawn(read(html)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At sea. Photo: Ann Lee", ("At sea.", "Photo: Ann Lee")),
        ("Am Meer, Foto: Ann", ("Am Meer,", "Foto: Ann")),
        ("At sea © Ann / Agency", ("At sea", "© Ann / Agency")),
        ("Photo by Ann Lee", ("", "Photo by Ann Lee")),
        ("海上的船 图：安", ("海上的船", "图：安")),
        ("港の船 写真=安", ("港の船", "写真=安")),
        ("바다의 배 사진=안", ("바다의 배", "사진=안")),
        ("图：孩子们在海边", ("图：孩子们在海边", "")),
        ("At sea (Photo: Ann)", ("At sea (Photo: Ann)", "")),
        ("A photo of the sea: all is calm", ("A photo of the sea: all is calm", "")),
        ("Photo: " + "long " * 40, ("Photo: " + "long " * 40, "")),
    ],
)
def test_caption_and_credit_are_told_apart_by_a_label(text: str, expected: tuple[str, str]) -> None:
    assert told_apart(text) == expected
