"""Text stays text, whatever a host of Markdown makes of signs."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from render.editions import as_github, seen, squeezed
from selectolax.lexbor import LexborHTMLParser

from tamizdat.render.escape import code, inline, one_line, opening

# Pieces that mean something to CommonMark, GFM, GitHub or Jekyll.
PIECES = (
    "* ** _ __ ` `` [ ] ( ) < > # - + 1. 1) = : :tada: @me #12 $x$ {{ }} {% %} http:// https:// www. .com a@b.c"
    " mailto: ftp:// xmpp: | || ~ ~~ & &amp; &#64; ! ![ \\ \\\\ / 中 文 a b ; ^ [^1] [^1]: [x]: <!-- --> <b> </b>"
)
texts = st.one_of(
    st.lists(st.sampled_from([*PIECES.split(" "), " ", "\u3000", "\u200c"]), max_size=14).map("".join),
    st.text(max_size=30),
).map(one_line)


@given(texts)
@example("*\n#")
@example("^[^1]:")
@example("mailto:@mewww.a")
@example("a@b.c+a@b.c")
@example("0@.A")
def test_any_text_is_shown_as_it_is(text: str) -> None:
    for page, around in ((opening(inline(text)), ""), (f"# {inline(text)}", ""), (f"- 1 [{inline(text)}](x)", "1")):
        html = as_github(f"{page}\n")
        assert seen(html) == squeezed(around + text), page
        links = [node.attributes.get("href") for node in LexborHTMLParser(html).css("a")]
        assert links == (["x"] if around else []), page
        assert not LexborHTMLParser(html).css("img, em, strong, del, sup, table, blockquote, pre"), page


@given(texts)
def test_code_is_shown_to_the_letter(text: str) -> None:
    html = as_github(f"Address: {code(text)}\n")
    if text:
        assert seen(html) == "Address:" + squeezed(text)
    assert not re.search(r"\{\{|\{%", code(text))
    assert not LexborHTMLParser(html).css("a, em, strong")


@given(texts)
def test_nothing_is_left_that_hosts_take_for_their_own(text: str) -> None:
    page = re.sub(r"(`+)[^`]+\1", "", inline(text))
    assert not re.search(r"\{\{|\{%|\{:|(?<!\\)\$", page)
    assert not re.search(r"(^|[^\w\\&;`.+@-])@\w", page)
    assert not re.search(r"(?<!\\):\w+:", page)


@pytest.mark.parametrize(
    "piece", ["a", "mailto:", "a@", ":a", "中", "_", ":1", "a.@b-", "{:", "www.", "mailto:a@", "\\", "&#", "<"]
)
def test_the_time_grows_with_the_text_alone(piece: str) -> None:
    spent = []
    for size in (20_000, 200_000):
        text = piece * (size // len(piece))
        started = time.process_time()
        inline(text)
        spent.append(time.process_time() - started)
    assert spent[1] < 60 * spent[0] + 0.2, "ten times the text takes some ten times as long, not a hundred times"
