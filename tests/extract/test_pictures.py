"""What stands around pictures: captions without a name, counters, galleries, teasers of other articles."""

from __future__ import annotations

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tamizdat.extract.blocks import read_blocks
from tamizdat.extract.figures import told_apart, with_paragraph_below
from tamizdat.model import Figure, Image, Paragraph, Span

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
    "a counter in words": ("<div><img src=a.jpg><p>2 of 3&nbsp;|&nbsp;</p><p>At sea</p></div>",
                           [f"figure {A} caption 'At sea'"]),
    "what a player says": ("<div><img src=a.jpg><p>Watch now</p><p>At sea</p></div>", [f"figure {A} caption 'At sea'"]),
    "a caption twice": ("<figure><img src=a.jpg>" + "<figcaption>At sea</figcaption>" * 2 + "</figure>",
                        [f"figure {A} caption 'At sea'"]),
    "a title and a caption": ("<figure><img src=a.jpg><div>At sea</div><figcaption>At sea</figcaption></figure>",
                              [f"figure {A} caption 'At sea'"]),
    "an attribute of that name": ("<img src=a.jpg alt='At sea' data-caption='At sea'>",
                                  [f"figure {A} alt 'At sea' caption 'At sea'"]),
    "a table of layout": ("<table><tr><td><img src=a.jpg></td></tr><tr><td>At sea</td></tr></table><p>Text.</p>",
                          [f"figure {A} caption 'At sea'", "p Text."]),
    "a cell of one": ("<table><tr><td><img src=a.jpg><div>At sea</div></td></tr></table><p>Text.</p>",
                      [f"figure {A} caption 'At sea'", "p Text."]),
    "a fallback before it": ("<figure><noscript><img src=a-300x200.jpg></noscript><img data-src=a.jpg></figure>",
                             [f"figure {A}"]),
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


A_FIGURE = Figure(Image(A))


@pytest.mark.parametrize(
    ("below", "caption", "credit"),
    [
        ([Span("Foto: Ann Lee")], "", "Foto: Ann Lee"),
        ([Span("© Ann / Agency")], "", "© Ann / Agency"),
        ([Span("The ferry at sea. Photo: Ann Lee")], "The ferry at sea.", "Photo: Ann Lee"),
        ([Span("The ferry at sea. (Photo: Ann Lee)")], "The ferry at sea. (Photo: Ann Lee)", ""),
        ([Span("The ferry at sea", emphasis=True)], "The ferry at sea", ""),
    ],
)
def test_a_line_right_below_a_picture_is_said_of_it(below: list[Span], caption: str, credit: str) -> None:
    expected = Figure(Image(A, caption=caption, credit=credit))
    assert with_paragraph_below(A_FIGURE, Paragraph(tuple(below))) == expected


@pytest.mark.parametrize(
    "below",
    [
        [Span("The ferry at sea")],
        [Span("The ferry is at sea, and nobody waits.", emphasis=True)],
        [Span("The ferry "), Span("at sea", emphasis=True)],
        [Span("By Ann Lee", emphasis=True)],
        [Span("long " * 80 + "Photo: Ann Lee")],
    ],
)
def test_text_of_the_story_below_a_picture_stays_text(below: list[Span]) -> None:
    assert with_paragraph_below(A_FIGURE, Paragraph(tuple(below))) is None


def test_a_picture_that_has_a_caption_takes_a_credit_alone() -> None:
    told = Figure(Image(A, caption="At sea"))
    assert with_paragraph_below(told, Paragraph((Span("Photo: Ann Lee"),))) == Figure(
        Image(A, caption="At sea", credit="Photo: Ann Lee")
    )
    assert with_paragraph_below(told, Paragraph((Span("The pier. Photo: Ann Lee"),))) is None
