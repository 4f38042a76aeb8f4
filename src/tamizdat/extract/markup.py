"""What each element of HTML is to one who looks for a story: inline or block, closed, furniture, a form's field.

After the HTML Living Standard (§4). Looked up by lexbor's number of the element, which is twice as fast as by name.
"""

from __future__ import annotations

from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

# lexbor's numbers of what is no element.
TEXT = 2
COMMENT = 4
# Elements whose inside is not looked at.
CLOSED = frozenset(
    "script style template svg math head select option textarea object canvas audio video iframe map noscript"
    " -comment button input datalist progress meter dialog link meta title br hr img source wbr track embed"
    " param".split()
)
INLINE = frozenset(
    "a abbr b bdi bdo big cite code data dfn em font i ins kbd mark q rp rt ruby s samp small span strike"
    " strong sub sup time tt u var wbr img picture source acronym del".split()
)
# Inline elements whose names say nothing.
PLAIN = frozenset("a b strong i em u font sub sup s big small mark code q cite abbr bdi bdo".split())
# Elements that are furniture by their kind, and those of them that are never a story.
FURNITURE = frozenset("nav footer aside form fieldset menu".split())
SHUT = frozenset(("nav", "footer", "menu"))
# What is filled in: a box around one is a call to subscribe, a poll, a login.
CONTROLS = frozenset("form input select textarea".split())
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
WHOLE = frozenset("html body main article".split())
# What has a caption, a source or a footer of its own.
QUOTED = frozenset(("figure", "blockquote"))
# What a picture or a table is called; prose of no story.
LABELS = frozenset(("figcaption", "caption"))
SILENT = HEADINGS | LABELS | {"summary", "dt", "th", "address"}


class Element(NamedTuple):
    """One kind of element: its name, whether it ends a paragraph, says nothing by its class, or is not looked into."""

    tag: str
    block: bool
    plain: bool
    closed: bool
    control: bool


def element(node: LexborNode) -> Element:
    """The kind of an element; names that HTML does not know are blocks."""
    return KNOWN.get(node.tag_id) or _element(node.tag or "")


def _element(tag: str) -> Element:
    return Element(tag, tag not in INLINE, tag in PLAIN, tag in CLOSED, tag in CONTROLS)


def _known() -> dict[int, Element]:
    page = LexborHTMLParser("")
    names = (
        "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure"
        " footer form h1 h2 h3 h4 h5 h6 header hgroup label legend li main menu nav ol p pre section summary table"
        " tbody td tfoot th thead tr ul search"
    ).split()
    found = {page.create_node(tag).tag_id: _element(tag) for tag in {*names, *CLOSED, *INLINE} - {"-comment"}}
    return found | {COMMENT: _element("-comment")}


KNOWN = _known()
