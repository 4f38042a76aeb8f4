"""Blocks as Markdown and as HTML: all their words, and nothing but them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from archive.samples import any_article, articles
from hypothesis import given, settings
from hypothesis import strategies as st
from render.editions import PICTURE, as_github, contents, seen, squeezed, story, written

from tamizdat.model import (
    Article,
    Block,
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
)
from tamizdat.render.contents import Contents
from tamizdat.render.html import html
from tamizdat.render.layout import Layout
from tamizdat.render.links import Links
from tamizdat.render.markdown_blocks import markdown
from tamizdat.render.words import words

ENGLISH = words("en")
# Texts of what means something to CommonMark, GitHub, Jekyll or a browser.
SIGNS = (
    "* ** _ ` `` ``` ~ ~~ [ ] ( ) [x](y) ![ ! < <b> </p> <!-- --> <?x <![CDATA[ & &amp; &#123; {{ }} {% %} | \\ #"
    " 1. - > = --- : :smile: @ @user a@b.cc www.x.cc http://x.cc ftp://x.c mailto:a@b.cc xmpp:a@b.c $a$"
    " [^1] [x]: 中文 “ ” 🔥 w www :// 0 9"
)
signs = st.lists(st.sampled_from([*SIGNS.split(" "), " ", "\n", "\u200b", "\u202e", "\x00"]), max_size=6).map("".join)


def links(edition: Contents | None = None) -> Links:
    return Links(edition or contents([story()]), Layout(".x", "index"), "2026/03/02/page.x")


def text(*words: str) -> tuple[Span, ...]:
    return tuple(map(Span, words))


@pytest.mark.parametrize(
    ("block", "as_markdown", "as_html"),
    [
        (Paragraph(text("a\n- b")), "a\\\n\\- b", "<p>a<br>- b</p>"),
        (Paragraph((Span("bold", strong=True), Span("."))), "**bold**.", "<p><strong>bold</strong>.</p>"),
        (
            Paragraph((Span("“字”", strong=True), Span("说"))),
            "<strong>“字”</strong>说",
            "<p><strong>“字”</strong>说</p>",
        ),
        (
            Paragraph((Span("both", strong=True, emphasis=True),)),
            "<strong><em>both</em></strong>",
            "<p><strong><em>both</em></strong></p>",
        ),
        (Paragraph((Span("2", position="super"),)), "<sup>2</sup>", "<p><sup>2</sup></p>"),
        (Paragraph((Span("漢", ruby="hàn"),)), "<ruby>漢<rt>hàn</rt></ruby>", "<p><ruby>漢<rt>hàn</rt></ruby></p>"),
        (Paragraph((Span("a|b", code=True),)), "`a|b`", "<p><code>a|b</code></p>"),
        (Heading(3, text("Low tide")), "### Low tide", "<h3>Low tide</h3>"),
        (Code("x = 1\n```"), "````\nx = 1\n```\n````", "<pre><code>x = 1\n```</code></pre>"),
        (
            Code("{{ tide }} <b>\n\n{% if %}"),
            "<pre><code>&#123;{ tide &#125;} &lt;b&gt;\n\n&#123;% if %}</code></pre>",
            "<pre><code>{{ tide }} &lt;b&gt;\n\n{% if %}</code></pre>",
        ),
        (Code("a <!-- b"), "```\na <!-- b\n```", "<pre><code>a &lt;!-- b</code></pre>"),
        (Separator(), "***", "<hr>"),
        (Embed("video", "https://other.example/v", "Ebb"), "Video: Ebb", '<p class="embed">Video: Ebb</p>'),
        (
            Quote((Paragraph(text("a")), Paragraph(text("b"))), "C. D."),
            "> a\n>\n> b\n>\n> — C. D.",
            "<blockquote><p>a</p>\n<p>b</p><p><cite>C. D.</cite></p></blockquote>",
        ),
        (
            Listing(((Paragraph(text("a")), Listing(((Paragraph(text("b")),),))), (Paragraph(text("c")),)), True),
            "1. a\n\n   - b\n2. c",
            "<ol><li><p>a</p>\n<ul><li><p>b</p></li></ul></li><li><p>c</p></li></ol>",
        ),
        (
            Table(((Cell(text("h"), header=True), Cell(text("i"), header=True)), (Cell(text("x|y"), columns=2),)), "T"),
            "T\n\n| h | i |\n| --- | --- |\n| x\\|y |  |",
            '<div class="wide"><table><caption>T</caption><tr><th>h</th><th>i</th></tr>'
            '<tr><td colspan="2">x|y</td></tr></table></div>',
        ),
        (
            Figure(Image("https://gone.example/x.jpg", "A pier", "The pier", "E. F.")),
            "\\[Picture&#58; A pier\\]\\\n*The pier · E. F*.",
            None,
        ),
    ],
)
def test_each_block(block: Block, as_markdown: str, as_html: str | None) -> None:
    if as_html is None:
        as_markdown = markdown([block], links(), ENGLISH)
        as_html = '<figure><p class="missing">Picture: A pier</p><figcaption>The pier · E. F.</figcaption></figure>'
        assert seen(as_github(as_markdown)) == "[Picture:Apier]Thepier·E.F."
    assert markdown([block], links(), ENGLISH) == as_markdown
    assert html([block], links(), ENGLISH) == as_html
    assert seen(as_github(as_markdown)).strip("[]") == seen(as_html) or isinstance(block, Table | Quote | Figure)


def test_a_picture_that_we_hold_stands_with_its_size() -> None:
    figure = Figure(Image(PICTURE.url, "A pier"))
    held = links(contents([story()], pictures=[PICTURE]))
    path = f"../../../pictures/ab/{PICTURE.digest}.webp"
    assert markdown([figure], held, ENGLISH) == f"![A pier]({path})"
    assert f'<img src="{path}" alt="A pier" width="1200" height="800" loading="lazy">' in html([figure], held, ENGLISH)


def test_a_link_leads_to_our_page_or_stands_as_an_address_below() -> None:
    edition = contents([story(1), story(2)])
    led = links(edition)
    ours, other = "https://paper.example/2?utm_source=x#top", "https://elsewhere.example/path"
    block = Paragraph((Span("ours", href=ours), Span(" and "), Span("theirs", href=other)))
    path = f"../../../2026/03/02/{edition.headlines[1].id}.x"
    assert markdown([block], led, ENGLISH) == f"[ours]({path}) and theirs"
    assert html([block], links(edition), ENGLISH) == f'<p><a href="{path}">ours</a> and theirs</p>'
    assert led.outside == {other: "theirs"}


def test_words_whose_links_are_gone_make_no_new_one_together() -> None:
    block = Paragraph((Span("see ww"), Span("w.evil.example", href="https://elsewhere.example/"), Span(" now")))
    page = as_github(markdown([block], links(), ENGLISH))
    assert "<a" not in page
    assert seen(page) == "seewww.evil.examplenow"


def pieces(value: object) -> Iterator[str]:
    """All that a reader should find of an article's blocks, in their order."""
    match value:
        case Code():
            yield value.text
        case Paragraph() | Heading() | Cell():
            yield "".join(span.text + (span.ruby if squeezed(span.text) else "") for span in value.spans)
        case Quote():
            yield from chain.from_iterable(map(pieces, value.blocks))
            yield value.source
        case Listing():
            yield from (piece for item in value.items for block in item for piece in pieces(block))
        case Table():
            yield value.caption
            yield from (piece for row in value.rows for cell in row for piece in pieces(cell))
        case Embed():
            yield ENGLISH.kind(value.kind, value.title)
        case Figure():
            yield from (value.image.caption, value.image.credit)


@settings(max_examples=200)
@given(articles | any_article(signs))
def test_any_article_passes_the_gate_with_all_its_words(any_article: Article) -> None:
    for format in ("markdown", "site"):
        with TemporaryDirectory() as folder:
            made = written(format, contents([any_article], pictures=[PICTURE]), Path(folder))
        [page] = [data.decode() for path, data in made.items() if path.startswith("2026/")]
        shown, at = seen(as_github(page) if format == "markdown" else page), 0
        for piece in map(squeezed, chain.from_iterable(map(pieces, any_article.blocks))):
            found = shown.find(piece, at)
            assert found >= 0, (format, piece, shown[at:])
            at = found + len(piece)
