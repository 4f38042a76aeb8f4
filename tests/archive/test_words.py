"""What stands in the blocks of an article: all words that can be read, where they lead, what they show."""

from __future__ import annotations

from archive.samples import article

from tamizdat.archive.words import text_of
from tamizdat.blocks import links, pictures
from tamizdat.model import (
    Cell,
    Code,
    Embed,
    Figure,
    Heading,
    Image,
    Listing,
    Paragraph,
    Quote,
    Separator,
    Span,
    Table,
    Tag,
)


def said(text: str) -> tuple[Span, ...]:
    return (Span(text),)


BLOCKS = (
    Heading(2, said("heading")),
    Paragraph((Span("par"), Span("agraph", strong=True, href="https://one.example/"))),
    Quote((Paragraph(said("quoted")), Listing(((Paragraph(said("inside")),),))), source="speaker"),
    Listing(((Paragraph(said("first")),), (Figure(Image("https://two.example/2", caption="below")),))),
    Figure(Image("https://two.example/1", alt="unseen", caption="caption", credit="credit")),
    Table(((Cell(said("left")), Cell((Span("right", href="https://three.example"),))),), caption="table"),
    Code("code"),
    Embed("video", "https://four.example/", "film"),
    Separator(),
)
WHOLE = article(
    blocks=BLOCKS,
    title="title",
    summary="summary",
    authors=("author",),
    tags=(Tag("tag"),),
    source_line="agency",
    lead=Image("https://two.example/0", caption="lead"),
)


def test_the_text_is_all_that_can_be_read_a_piece_a_line() -> None:
    assert text_of(WHOLE).splitlines() == [
        *("title", "summary", "author", "agency", "tag", "lead", "heading", "paragraph", "speaker", "quoted"),
        *("inside", "first", "below", "caption", "credit", "table", "left", "right", "code", "film"),
    ]


def test_links_are_canonical_and_in_the_order_of_the_text() -> None:
    assert list(links(BLOCKS)) == ["https://one.example/", "https://three.example/", "https://four.example/"]


def test_pictures_come_lead_first() -> None:
    assert list(pictures(WHOLE)) == ["https://two.example/0", "https://two.example/2", "https://two.example/1"]
