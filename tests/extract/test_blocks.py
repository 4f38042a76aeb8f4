"""HTML → blocks: what becomes of every element, how white space settles, and what can never come out."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from tamizdat.blocks import walk
from tamizdat.extract.blocks import read_blocks, text_of
from tamizdat.extract.spans import PLAIN, Style, _settled, make_spans
from tamizdat.model import Block, Embed, Figure, Heading, Paragraph, Span, Table

BASE = "https://paper.example/a/"


def read(html: str) -> tuple[Block, ...]:
    body = LexborHTMLParser(html).body
    return read_blocks([body] if body is not None else [], BASE)


CASES = {
    "styles": ("<p>One <b>two</b> <i>three</i> <code>x</code> H<sub>2</sub>O<sup>3</sup></p>",
               ["p One **two** *three* `x` H_{2}O^{3}"]),
    "loose text": ("<div>One<p>Two</div>Three", ["p One", "p Two", "p Three"]),
    "line breaks": ("one<br>two<br><br>three", ["p one/two", "p three"]),
    "headings": ("<h1>A</h1><h2>B</h2><h6>C<br>D</h6><h3></h3>", ["h2 A", "h2 B", "h6 C D"]),
    "headings by looks": (
        "<p><strong>The council says</strong></p><p><b>Nobody slept.</b></p><p><b>First line</b><br>and the rest</p>",
        ["h3 The council says", "p **Nobody slept.**", "h3 First line", "p and the rest"]),
    "links": ('<a href="/x">one</a> <a href="javascript:alert(1)">two</a> <a href="mailto:a@b">m</a>'
              ' <a href="#x">here</a> <a href="HTTPS://Other.example/é">o</a> <a href="data:text/html,x">d</a>'
              ' <a href=" java\nscript:x">j</a>',
              ["p [one](https://paper.example/x) two m here [o](https://Other.example/é) d j"]),
    "spaces at a link": ('<p>a<a href="/x"> b </a>c</p>', ["p a [b](https://paper.example/x) c"]),
    "lists": ("<ul><li>one<li>two<ul><li>deep</ul></ul><ol><li><p>a</p><p>b</p></ol>",
              ["ul(p one | p two; ul(p deep))", "ol(p a; p b)"]),
    "terms": ("<dl><dt>Term<dd>Meaning<dt>Other<dd>x</dl>", ["ul(p Term; p Meaning | p Other; p x)"]),
    "quotes": ("<blockquote><p>Words.</p><footer>— Mara</footer></blockquote>"
               "<blockquote>Ink <cite>A Book</cite></blockquote>"
               "<p>In <cite>A Book</cite> she said <q>yes</q>.</p><blockquote></blockquote>",
               ["quote(p Words.) by Mara", "quote(p Ink) by A Book", "p In *A Book* she said “yes”."]),
    "ruby": ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>", ["p {漢|かん}{字|じ}"]),
    "code": ("<pre>one\n  two</pre><pre>one line</pre><pre><code>x = 1</code></pre>",
             ["code 'one\\n  two'", "p one line", "code 'x = 1'"]),
    "rules": ("<hr><p>a</p><hr><hr><p>b</p>", ["p a", "---", "p b"]),
    "table": ("<table><caption>Ferries</caption><thead><tr><th>Day<th>Boats</thead>"
              "<tr><td>Monday<td>7<tr><td colspan=2>none",
              ["table(#Day | #Boats / Monday | 7 / none<2x1>) caption 'Ferries'"]),
    "table of a page": ("<table><tr><td><p>All of the story.</p><p>And on.</p></td></tr></table>",
                        ["p All of the story.", "p And on."]),
    "spans of cells": ('<table><tr><td rowspan=0 colspan=99999>a<td colspan="-3">b<td colspan=x>c',
                       ["table(a<1000x1> | b | c)"]),
    "hidden": ('<p hidden>a</p><p style="display:none">b</p><p class="sr-only">c</p>'
               '<p style="DISPLAY : NONE">d</p><p>e</p>',
               ["p e"]),
    "no part of a story": ("<script>x</script><style>y</style><template><p>t</p></template><form>f<input></form>"
                           "<nav>n</nav><button>b</button><svg><text>s</text></svg><noscript>z</noscript>"
                           "<math><mi>m</mi></math>", []),
    "wrapped chinese": ("中文\n一行<b> 粗 </b>字 English\nmixed", ["p 中文一行 **粗** 字 English mixed"]),
    "nothing": ("<p>   </p><p>&nbsp;</p><p>\u200b</p><p>a\u200bb</p><p>\ufeffx</p><p>&#1;&#11;&#x85;</p>",
                ["p ab", "p x", "p …"]),
    "unknown elements": ("<p>one<!-- c -->two</p><custom-tag onclick=x>three</custom-tag>", ["p onetwo", "p three"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_becomes_of_html(case: str, drawn: Any) -> None:
    html, expected = CASES[case]
    assert drawn(read(html)) == expected


BLANKS = st.sampled_from([*" \t\n\u00a0\u3000\u200b\ufeff\0", "a", "b", "中", "ก", "\v"])


@given(st.lists(BLANKS, max_size=8).map("".join), st.sampled_from([PLAIN, Style(strong=True)]))
def test_a_single_run_of_text_settles_as_several_do(text: str, style: Style) -> None:
    assert make_spans([(text, style)]) == _settled([(text, style)])


def test_what_is_pruned_is_gone_with_all_below_it(drawn: Any) -> None:
    html = (
        "<p>a</p><aside><p>b</p><img src=x></aside><ul><li class=ad>c<li>d</ul><table><tr class=ad><td>e<tr><td>f<td>g"
    )
    tree = LexborHTMLParser(html)
    pruned = frozenset(node.mem_id for node in tree.css("aside, .ad"))
    kept = read_blocks(tree.css("body"), BASE, pruned)
    assert drawn(kept) == ["p a", "ul(p d)", "table(f | g)"]


def test_several_nodes_are_read_in_their_order(drawn: Any) -> None:
    tree = LexborHTMLParser("<div>one</div><div>two</div><div>three</div>")
    assert drawn(read_blocks(tree.css("div")[::-1], BASE)) == ["p three", "p two", "p one"]


def test_the_text_is_that_of_all_blocks_with_words() -> None:
    html = "<p>a</p><blockquote>b<footer>s</footer></blockquote><ul><li>c<ul><li>d</ul></ul>"
    html += (
        "<figure><img src=x><figcaption>cap</figcaption></figure><table><tr><td>e<td>f</table><pre>g\nh</pre><h2>i</h2>"
    )
    blocks = read(html)
    assert text_of(blocks) == "a\nb\nc\nd\ne\tf\ng\nh\ni"
    assert len(list(walk(blocks))) == len(blocks) + 4


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote>" * 20_000 + "deep",
        "<ul><li>" * 10_000 + "deep",
        "<table><tr><td>" * 5_000 + "deep",
        "<b><i>" * 20_000 + "deep",
        "<div>" * 10_000 + "deep",
        "<figure>" * 5_000 + "<img src=x>deep",
        "<p>" * 50_000 + "deep",
        "<a href=/x>" * 20_000 + "deep",
        "<br>" * 100_000 + "deep",
        "x " * 500_000 + "deep",
        "<b>x</b> " * 50_000 + "deep",
        "<ruby>" * 5_000 + "deep",
    ],
    ids="quotes lists tables styles divs figures paragraphs links breaks words pieces ruby".split(),
)
def test_depth_and_length_cost_time_in_proportion(html: str) -> None:
    started = time.monotonic()
    blocks = read(html)
    assert time.monotonic() - started < 4
    text = text_of(blocks)
    assert "deep" in text or any(isinstance(block, Figure) for block in blocks)
    assert len(msgspec.json.encode(blocks)) < 5_000_000


# --- any HTML ----------------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    "p div a b i em sub sup code pre h1 h2 h6 ul ol li dl dt dd blockquote footer cite q ruby rt rp table caption tr"
    " td th figure figcaption img picture source iframe video audio object embed br hr noscript script style form svg"
    " math center template details".split()
)
ADDRESSES = st.sampled_from(
    [
        "/x", "https://other.example/y", "//z.example", "javascript:alert(1)", "JaVaScRiPt:1", " \tjavascript:0",
        "java\nscript:0", "data:text/html,x", "data:image/png;base64," + "A" * 5000,
        "data:image/svg+xml," + "<svg>" * 2000, "vbscript:x", "file:///etc/passwd", "http://[", "http://：80/", "b:x",
        "\x01https://c.example/", "mailto:a@b.c",
        "https://d.example/\x00\x1b\u202e", "//", "", "#", "ftp://e.example/", "https://user:word@f.example/",
    ]
)  # fmt: skip
TEXTS = st.text(max_size=20) | st.sampled_from(
    ["\x00", "\x0b", "\x85", "\ufffe", "&#x1;", "&#xd800;", "<", "\u3000", "\r\n"]
)
BLANK = " \t\r\f\u00a0\u3000\u200b\u2028\u2029"


@st.composite
def elements(draw: st.DrawFn) -> str:
    name = draw(NAMES)
    attributes = "".join(
        f' {attribute}="{draw(ADDRESSES if attribute in LINKS else TEXTS)}"'
        for attribute in draw(st.lists(st.sampled_from(ATTRIBUTES), max_size=3))
    )
    close = f"</{name}>" if draw(st.booleans()) else ""
    return f"<{name}{attributes}>{draw(TEXTS)}{close}"


LINKS = ("href", "src", "data-src", "srcset", "data", "cite")
ATTRIBUTES = [*LINKS, "alt", "title", "class", "style", "colspan", "width", "hidden", "onclick"]
# What stands nowhere in an article: the control characters that HTML knows as no white space, and halves of characters.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def addresses(blocks: Iterable[Block]) -> Iterator[str]:
    for block in walk(blocks):
        if isinstance(block, Figure):
            yield block.image.url
        elif isinstance(block, Embed):
            yield block.url
        for span in spans(block):
            if span.href:
                yield span.href


def spans(block: Block) -> list[Span]:
    if isinstance(block, Paragraph | Heading):
        return list(block.spans)
    if isinstance(block, Table):
        return [span for row in block.rows for cell in row for span in cell.spans]
    return []


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)
    elif isinstance(value, dict):
        yield from strings(list(value.values()))


@settings(max_examples=300)
@given(st.lists(elements(), max_size=12))
def test_any_html_gives_plain_blocks(pieces: list[str]) -> None:
    blocks = read("".join(pieces))
    for address in addresses(blocks):
        assert address.startswith(("http://", "https://", "data:image/png;base64,"))
    for text in strings(msgspec.to_builtins(blocks)):
        assert not FORBIDDEN.search(text)
    for block in walk(blocks):
        for span in spans(block):
            assert span.text
        if isinstance(block, Paragraph | Heading):
            assert "".join(span.text for span in block.spans).strip(BLANK)
        if isinstance(block, Heading):
            assert 2 <= block.level <= 6
            assert all("\n" not in span.text for span in block.spans)
    assert msgspec.json.decode(msgspec.json.encode(blocks), type=tuple[Block, ...]) == blocks
