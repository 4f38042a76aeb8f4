"""node → Blocks: what of HTML becomes part of an article, and how.

One pass over the DOM (HTML Living Standard, §4 and §15 for what is block and what inline). What has no block
does not survive: scripts, forms, buttons, styles and all unknown attributes end here. The scheme of a link is
checked here too: an address survives as http(s) only. The depth of the DOM is bounded by `DEPTH`, that of
quotes and lists by `NESTING`; below them the text is kept and its structure is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborNode

from tamizdat import urls
from tamizdat.extract import figures, tables
from tamizdat.extract.headings import by_looks, make_heading
from tamizdat.extract.spans import BREAK, PLAIN, Piece, Style, make_spans, plain
from tamizdat.model import (
    Block,
    Code,
    Embed,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Separator,
    Span,
    Table,
)

DEPTH = 200
NESTING = 12
CAPTION_LENGTH = 1000

DROPPED = frozenset(
    "script style template form button svg math input select textarea nav head title meta link base canvas dialog"
    " datalist output progress meter map area param track source rp -comment amp-ad amp-analytics amp-pixel".split()
)
BLOCKS = frozenset(
    "div section article main center header footer aside address details summary fieldset legend p body html"
    " hgroup search li dd dt tr td th tbody thead tfoot caption figcaption dir menu".split()
)
HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
CENTRED = re.compile(r"(?:^|text-align\s{0,9}:\s{0,9})center", re.IGNORECASE)
UNSEEN = re.compile(r"\b(?:sr-only|visually-?hidden|screen-reader-text)\b")
STYLES: dict[str, dict[str, Any]] = {
    "strong": {"strong": True}, "b": {"strong": True},
    "em": {"emphasis": True}, "i": {"emphasis": True}, "cite": {"emphasis": True}, "dfn": {"emphasis": True},
    "code": {"code": True}, "kbd": {"code": True}, "samp": {"code": True}, "tt": {"code": True},
    "sub": {"position": "sub"}, "sup": {"position": "super"},
}  # fmt: skip


def read_blocks(
    nodes: Iterable[LexborNode], base: str, skip: Callable[[LexborNode], bool] = lambda node: False
) -> tuple[Block, ...]:
    """The children of some container nodes as blocks, in the order of the document.

    `base` is the address that relative ones are resolved against; `skip` prunes an element and all below it.
    """
    reader = _Reader(base, skip)
    for node in nodes:
        reader.children(node, PLAIN, 0)
        reader.flush()
    return tuple(reader.blocks)


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block, with those inside quotes and lists after the one that holds them."""
    for block in blocks:
        yield block
        if isinstance(block, Quote):
            yield from walk(block.blocks)
        elif isinstance(block, Listing):
            for item in block.items:
                yield from walk(item)


def text_of(blocks: Iterable[Block]) -> str:
    """The running text of some blocks, a line a block; captions, embeds and sources of quotes are left out."""
    lines = []
    for block in walk(blocks):
        if isinstance(block, Paragraph | Heading):
            lines.append(plain(block.spans))
        elif isinstance(block, Code):
            lines.append(block.text)
        elif isinstance(block, Table):
            lines.extend("\t".join(plain(cell.spans) for cell in row) for row in block.rows)
    return "\n".join(line for line in lines if line)


class _Reader:
    """The blocks so far, and the pieces of the paragraph that is being read."""

    def __init__(self, base: str, skip: Callable[[LexborNode], bool]) -> None:
        self.base = base
        self.skip = skip
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

    # --- the walk ------------------------------------------------------------------------------------------

    def children(self, node: LexborNode, style: Style, depth: int) -> None:
        """Read what is in an element."""
        if depth > DEPTH:
            self.text(_flattened(node), style)
            return
        skip = self.skip
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self.text(child.text_content or "", style)
            elif tag not in DROPPED and not skip(child):
                attributes = child.attributes
                if not attributes or not _is_hidden(attributes):
                    self.element(child, tag, attributes, style, depth + 1)

    def element(
        self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], style: Style, depth: int
    ) -> None:
        """Read one element by what it is."""
        special = SPECIAL.get(tag)
        if special is not None:
            special(self, node, style, depth)
        elif attributes and self.labelled(node, attributes, depth):
            return
        elif tag in BLOCKS:
            self.flush()
            before = len(self.blocks)
            self.children(node, style, depth)
            self.flush()
            if CENTRED.search(attributes.get("style") or attributes.get("align") or ""):
                self.blocks[before:] = figures.with_line_below(self.blocks[before:])
        else:
            if tag in STYLES:
                style = style._replace(**STYLES[tag])
            if "href" in attributes:
                style = style._replace(href=urls.join(self.base, attributes["href"] or ""))
            self.children(node, style, depth)

    def text(self, text: str, style: Style) -> None:
        """Add a text node to the paragraph."""
        if not text or text.isspace():
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
        pieces, self.pieces, self.breaks = self.pieces, [], 0
        spans = make_spans(pieces) if pieces else ()
        if not spans:
            return
        if self.level:
            self.blocks.append(make_heading(self.level, spans))
        elif self.nesting or not spans[0].strong and not spans[-1].strong and len(spans) < 3:
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
        return inner

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

    # --- headings, breaks, code ----------------------------------------------------------------------------

    def heading(self, node: LexborNode, style: Style, depth: int) -> None:
        """<h1> to <h6>; the first of them is the level of the title, which no block has."""
        self.flush()
        kept, self.level = self.level, max(2, int((node.tag or "h2")[1]))
        self.children(node, PLAIN, depth)
        self.flush()
        self.level = kept

    def line_break(self, node: LexborNode, style: Style, depth: int) -> None:
        """<br>: one is a line, two or more begin a new paragraph (and a heading ends with the first of them)."""
        self.breaks += 1

    def separator(self, node: LexborNode, style: Style, depth: int) -> None:
        """<hr>."""
        self.flush()
        if not self.flat and self.blocks and not isinstance(self.blocks[-1], Separator):
            self.blocks.append(Separator())

    def code(self, node: LexborNode, style: Style, depth: int) -> None:
        """<pre>, to the letter."""
        self.flush()
        text = node.text().strip("\r\n").rstrip()
        if self.flat:
            self.text(text, style)
        elif text.strip():
            self.blocks.append(Code(text.replace("\r\n", "\n")))

    def ruby(self, node: LexborNode, style: Style, depth: int) -> None:
        """<ruby>: each base text with the reading that follows it."""
        base = ""
        for child in node.iter(include_text=True):
            if child.tag in {"rt", "rtc"}:
                reading = "".join((child.text() or "").split())
                self.text("".join(base.split()), style._replace(ruby=reading))
                base = ""
            elif child.tag not in DROPPED:
                base += (child.text_content if child.is_text_node else child.text()) or ""
        self.text(base, style)

    def quotation(self, node: LexborNode, style: Style, depth: int) -> None:
        """<q>: the quotation marks that a browser would draw."""
        self.text("“", style)
        self.children(node, style, depth)
        self.text("”", style)

    # --- quotes and lists ----------------------------------------------------------------------------------

    def quote(self, node: LexborNode, style: Style, depth: int) -> None:
        """<blockquote>, its source apart; the post of a social network is an embed."""
        self.flush()
        address = figures.post(node, self.base)
        if address and not self.flat:
            self.blocks.append(Embed("post", address, self.line(node, depth)))
            return
        if self.too_deep(node, style, depth):
            return
        kept, self.source = self.source, []
        inner = self.inside(node, depth)
        source, self.source = " ".join(self.source).strip(" —–―-"), kept
        if inner:
            self.blocks.append(Quote(tuple(inner), source))
        elif source:
            self.blocks.append(Paragraph((Span(source),)))

    def quoted_from(self, node: LexborNode, style: Style, depth: int) -> None:
        """<footer>, or a <cite> that stands by itself: inside a quote its source."""
        parent = node.parent.tag if node.parent is not None else ""
        if self.source is not None and (node.tag == "footer" or parent == "blockquote"):
            self.source.append(self.line(node, depth))
        elif node.tag == "cite":
            self.children(node, style._replace(emphasis=True), depth)
        else:
            self.flush()
            self.children(node, style, depth)
            self.flush()

    def listing(self, node: LexborNode, style: Style, depth: int) -> None:
        """<ul>, <ol>, <dl>; a list of nothing but pictures is a gallery, and so several figures."""
        if node.tag == "dl" and self.labelled(node, node.attributes, depth):
            return
        if self.too_deep(node, style, depth):
            return
        items: list[tuple[Block, ...]] = []
        for child in node.iter():
            if child.tag in DROPPED or self.skip(child) or _is_hidden(child.attributes):
                continue
            item = tuple(self.inside(child, depth + 1))
            if item and child.tag == "dd" and items:
                items[-1] += item
            elif item:
                items.append(item)
        blocks = [block for item in items for block in item]
        if all(isinstance(block, Figure | Embed) for block in blocks):
            self.blocks.extend(blocks)
        elif items:
            self.blocks.append(Listing(tuple(items), ordered=node.tag == "ol"))

    # --- tables --------------------------------------------------------------------------------------------

    def table(self, node: LexborNode, style: Style, depth: int) -> None:
        """<table>: a table, or, where its cells hold more than text, what is in them."""
        if self.too_deep(node, style, depth):
            return
        grid = [[(cell, self.inside(cell, depth + 3)) for cell in row] for row in tables.rows(node, self.skip)]
        caption = tables.caption(node)
        label = self.line(caption, depth) if caption is not None else ""
        found = tables.make_table(grid, label)
        if found is None and label:
            self.blocks.append(Paragraph((Span(label),)))
        self.blocks.extend([found] if found else (block for row in grid for _, inner in row for block in inner))

    # --- pictures ------------------------------------------------------------------------------------------

    def picture(self, node: LexborNode, style: Style, depth: int) -> None:
        """<img>, <picture>: a figure of its own; one in the middle of a paragraph divides it."""
        mark = figures.smiley(node.attributes)
        if mark:
            self.text(mark, style)
            return
        if self.flat:
            return
        image = figures.image(node, self.base)
        if image is not None:
            self.flush()
            self.blocks.append(Figure(image))
            self.pictured = node.parent.mem_id if node.parent is not None else 0

    def fallback(self, node: LexborNode, style: Style, depth: int) -> None:
        """<noscript>: of use only for the picture that a script would have loaded."""
        if self.flat or (node.parent is not None and node.parent.mem_id == self.pictured):
            return
        for inner in node.css("img"):
            image = figures.image(inner, self.base)
            last = self.blocks[-1] if self.blocks else None
            if image is not None and not (isinstance(last, Figure) and last.image.url == image.url):
                self.flush()
                self.blocks.append(Figure(image))

    def figure(self, node: LexborNode, style: Style, depth: int) -> None:
        """<figure>, and any box that holds a picture and calls itself its caption."""
        if self.too_deep(node, style, depth):
            return
        kept, self.held = self.held, ([], [])
        inner = self.inside(node, depth)
        (captions, credits), self.held = self.held, kept
        self.blocks.extend(figures.described(inner, " ".join(captions), " ".join(credits)))

    def caption(self, node: LexborNode, style: Style, depth: int) -> None:
        """<figcaption>, <caption>: said of what they stand in or after, else a paragraph."""
        if self.flat or not self.describe(node, depth):
            self.flush()
            self.children(node, style, depth)
            self.flush()

    def labelled(self, node: LexborNode, attributes: Mapping[str, str | None], depth: int) -> bool:
        """Read an element that calls itself a caption or a credit; False if it is none."""
        if not ("class" in attributes or "id" in attributes or "itemprop" in attributes):
            return False
        if not self.flat and figures.is_caption(attributes):
            if node.css_first("img, picture, amp-img") is None:
                return self.describe(node, depth)
            if len(node.text()) <= CAPTION_LENGTH:
                self.figure(node, PLAIN, depth)
                return True
        elif self.held is not None and figures.is_credit(attributes) and node.css_first("img") is None:
            self.held[1].append(self.line(node, depth))
            return True
        return False

    def describe(self, node: LexborNode, depth: int) -> bool:
        """Give a caption to its picture: that of the figure around it, else the one just before it."""
        around, self.held = self.held, ([], [])
        text, credits, self.held = self.line(node, depth), self.held[1], around
        if around is not None:
            around[0].append(text)
            around[1].extend(credits)
            return True
        last = self.blocks[-1] if self.blocks and not self.pieces else None
        if not isinstance(last, Figure) or last.image.caption or len(text) > CAPTION_LENGTH:
            return False
        self.blocks[-1:] = figures.described([last], text, " ".join(credits))
        return True

    def embedded(self, node: LexborNode, style: Style, depth: int) -> None:
        """<iframe>, <video>, <audio>, <object>, <embed>: its address, else what stands there for want of it."""
        if self.flat:
            return
        self.flush()
        found = figures.embed(node, self.base)
        if found is not None:
            self.blocks.append(found)
        elif node.tag == "object":
            self.children(node, style, depth)


SPECIAL: dict[str, Callable[[_Reader, LexborNode, Style, int], None]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _Reader.heading),
    **dict.fromkeys(("img", "amp-img", "picture"), _Reader.picture),
    **dict.fromkeys(("iframe", "video", "audio", "object", "embed", "amp-iframe", "amp-video"), _Reader.embedded),
    **dict.fromkeys(("ul", "ol", "dl"), _Reader.listing),
    **dict.fromkeys(("footer", "cite"), _Reader.quoted_from),
    **dict.fromkeys(("pre", "xmp", "listing"), _Reader.code),
    "br": _Reader.line_break,
    "hr": _Reader.separator,
    "ruby": _Reader.ruby,
    "q": _Reader.quotation,
    "blockquote": _Reader.quote,
    "table": _Reader.table,
    "figure": _Reader.figure,
    "figcaption": _Reader.caption,
    "noscript": _Reader.fallback,
}


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    if style and HIDDEN.search(style):
        return True
    names = attributes.get("class")
    return bool(names and UNSEEN.search(names))


def _flattened(node: LexborNode) -> str:
    """The text below an element, found without recursion."""
    texts = []
    for child in node.traverse(include_text=True):
        if child.is_text_node and (child.parent is None or child.parent.tag not in DROPPED):
            texts.append(child.text_content or "")
    return " ".join(texts)
