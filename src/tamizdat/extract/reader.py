"""One pass over the DOM: which text belongs to which paragraph, and where a block ends.

What is block and what inline follows the HTML Living Standard (§4 and §15). The depth of the DOM is bounded by
`DEPTH`, that of quotes and lists by `NESTING`; below them the text is kept and its structure is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec.structs import replace
from selectolax.lexbor import LexborNode

from tamizdat import urls
from tamizdat.extract import figures
from tamizdat.extract.headings import by_looks, make_heading
from tamizdat.extract.hidden import is_hidden
from tamizdat.extract.markup import TEXT
from tamizdat.extract.spans import BREAK, PLAIN, Piece, Style, make_spans, plain
from tamizdat.model import Block, Figure, Paragraph, Span

# How one kind of element is read; how one that is a caption or a credit by its class is (False: it is none).
Element: TypeAlias = Callable[["Reader", LexborNode, Style, int], None]
Label: TypeAlias = Callable[["Reader", LexborNode, Mapping[str, str | None], int], bool]

# Stands in the table of elements for one that is none of the story: it may still hold an embed that is.
PRUNED = "-pruned"
DEPTH = 200
NESTING = 12
CAPTION_LENGTH = 1000

DROPPED_NAMES = (
    "script style template form button svg math input select textarea nav head title meta link base canvas dialog"
    " datalist output progress meter map area param track source rp -comment amp-ad amp-analytics amp-pixel"
)
BLOCK_NAMES = (
    "div section article main center header footer aside address details summary fieldset legend p body html"
    " hgroup search li dd dt tr td th tbody thead tfoot caption figcaption dir menu"
)
DROPPED = frozenset(DROPPED_NAMES.split())
BLOCKS = frozenset(BLOCK_NAMES.split())
CENTRED = re.compile(r"(?:^|text-align\s{0,9}:\s{0,9})center", re.IGNORECASE)
STYLES: dict[str, dict[str, Any]] = {
    "strong": {"strong": True}, "b": {"strong": True},
    "em": {"emphasis": True}, "i": {"emphasis": True}, "cite": {"emphasis": True}, "dfn": {"emphasis": True},
    "code": {"code": True}, "kbd": {"code": True}, "samp": {"code": True}, "tt": {"code": True},
    "sub": {"position": "sub"}, "sup": {"position": "super"},
}  # fmt: skip


class Reader:
    """The blocks so far, and the pieces of the paragraph that is being read."""

    def __init__(self, base: str, pruned: frozenset[int], elements: Mapping[str, Element], labelled: Label) -> None:
        self.elements = elements
        self.labelled = labelled
        self.base = base
        self.pruned = pruned
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []
        self.breaks = 0
        self.level = 0
        self.nesting = 0
        self.flat = False
        # What the captions and credits of the <figure> that is being read say; None outside of one.
        self.held: tuple[list[str], list[str]] | None = None
        self.source: list[str] | None = None
        self.pictured = 0
        # The link that a whole figure stands in; the pictures that are links to other articles; the keys of some that
        # surely are the story's.
        self.linked = ""
        self.teasers: dict[int, Figure] = {}
        self.keys: Container[str] = ()
        # Pictures that have their captions from a line, or an attribute, that is not called so.
        self.guesses: dict[int, Block] = {}
        self.links: dict[tuple[Style, str], Style] = {}

    # --- the walk ------------------------------------------------------------------------------------------

    def children(self, node: LexborNode, style: Style, depth: int) -> None:
        """Read what is in an element."""
        if depth > DEPTH:
            self.text(text_below(node), style)
            return
        elements, pruned, depth = self.elements, self.pruned, depth + 1
        for child in node.iter(include_text=True):
            if child.tag_id == TEXT:
                self.text(child.text_content or "", style)
                continue
            tag = child.tag or ""
            special = elements.get(tag)
            if pruned and child.mem_id in pruned:
                elements[PRUNED](self, child, style, depth)
                continue
            if special is None and tag in DROPPED:
                continue
            attributes = child.attributes
            if attributes and is_hidden(attributes):
                continue
            if special is not None:
                special(self, child, style, depth)
            elif attributes and self.labelled(self, child, attributes, depth):
                continue
            elif tag in BLOCKS:
                self.flush()
                before = len(self.blocks)
                self.children(child, style, depth)
                self.flush()
                if self.held is None and 2 <= len(self.blocks) - before <= 4:
                    self.blocks[before:] = self.guessed(self.blocks[before:])
            else:
                self.children(child, self.styled(tag, attributes, style), depth)

    def styled(self, tag: str, attributes: Mapping[str, str | None], style: Style) -> Style:
        """A style with what an inline element adds to it; most pages link to the same few addresses many times."""
        if tag in STYLES:
            style = _marked(style, tag)
        if "href" not in attributes:
            return style
        href = attributes["href"] or ""
        key = style, href
        found = self.links.get(key)
        if found is None:
            found = self.links[key] = style._replace(href=urls.join(self.base, href))
        return found

    def text(self, text: str, style: Style) -> None:
        """Add a text node to the paragraph."""
        if text.isspace() or not text:
            if self.pieces and not self.breaks:
                self.pieces.append((text, style))
            return
        if self.breaks:
            if self.breaks > 1 and not self.flat:
                self.flush()
            elif self.pieces:
                self.pieces.append((BREAK, PLAIN))
            self.breaks = 0
        self.pieces.append((text, style))

    def flush(self) -> None:
        """End the paragraph, if there is one."""
        if self.flat:
            self.breaks += 1
            return
        self.breaks = 0
        if not self.pieces:
            return
        pieces, self.pieces = self.pieces, []
        spans = make_spans(pieces)
        if not spans:
            return
        if self.level:
            self.blocks.append(make_heading(self.level, spans))
        elif self.nesting or not any(span.strong for span in spans):
            self.blocks.append(Paragraph(spans))
        else:
            self.blocks.extend(by_looks(spans))

    def inside(self, node: LexborNode, depth: int) -> list[Block]:
        """The blocks of an element, read apart from those around it."""
        kept, self.blocks, level, self.level = self.blocks, [], self.level, 0
        self.nesting += 1
        self.children(node, PLAIN, depth)
        self.flush()
        self.nesting -= 1
        inner, self.blocks, self.level = self.blocks, kept, level
        return inner if self.held is not None else self.without_teasers(inner)

    def guessed(self, blocks: list[Block]) -> list[Block]:
        """The blocks of a small box, a picture in it with the line below it; a real caption may still follow."""
        first = blocks[0] if blocks else None
        if not isinstance(first, Figure) or len(blocks) > 4:
            return blocks
        bare = [self.unguessed(first), *blocks[1:]]
        found = figures.with_line_below(bare)
        if found is bare:
            return blocks
        self.guess(found[0])
        return found

    def guess(self, block: Block) -> None:
        """Remember that what is said of a picture is only guessed; by identity, as two may be equal."""
        self.guesses[id(block)] = block

    def unguessed(self, figure: Figure) -> Figure:
        """A picture without the caption that was only guessed."""
        if figure.image.caption and id(figure) in self.guesses:
            return Figure(replace(figure.image, caption="", credit=""))
        return figure

    def without_teasers(self, blocks: list[Block]) -> list[Block]:
        """Some blocks without the pictures that are links to other articles and of which nothing is said."""
        if not self.teasers:
            return blocks
        return [block for block in blocks if id(block) not in self.teasers]

    def too_deep(self, node: LexborNode, style: Style, depth: int) -> bool:
        """End the paragraph; where no structure is wanted, read the element for its text alone."""
        self.flush()
        if self.flat or self.nesting >= NESTING:
            self.children(node, style, depth)
            self.flush()
            return True
        return False

    def flattened(self, node: LexborNode, depth: int) -> tuple[Span, ...]:
        """The spans of an element, read apart; blocks within become lines, pictures are left out."""
        kept = self.pieces, self.breaks, self.flat
        self.pieces, self.breaks, self.flat = [], 0, True
        self.children(node, PLAIN, depth)
        spans = make_spans(self.pieces)
        self.pieces, self.breaks, self.flat = kept
        return spans

    def line(self, node: LexborNode, depth: int) -> str:
        """The text of an element on one line."""
        return " ".join(plain(self.flattened(node, depth)).split())


def _is_centred(attributes: Mapping[str, str | None]) -> bool:
    return CENTRED.search(attributes.get("style") or attributes.get("align") or "") is not None


@lru_cache(1024)
def _marked(style: Style, tag: str) -> Style:
    """A style with what an element adds to it."""
    return style._replace(**STYLES[tag])


def text_below(node: LexborNode) -> str:
    """The text below an element without scripts and the like, found without recursion."""
    texts = []
    for child in node.traverse(include_text=True):
        if child.is_text_node and (child.parent is None or child.parent.tag not in DROPPED):
            texts.append(child.text_content or "")
    return " ".join(texts)
