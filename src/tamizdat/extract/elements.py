"""What each element of HTML becomes: headings, quotes, lists, tables, pictures, embeds, and the table of them all.

Every function reads one element for a `Reader`: `style` is what stands around it, `depth` how deep it lies.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tamizdat.extract import embeds, tables
from tamizdat.extract.hidden import Attributes, is_hidden
from tamizdat.extract.pictures import background, button, caption, fallback, figure, labelled, picture
from tamizdat.extract.reader import DROPPED, PRUNED, Element, Reader
from tamizdat.extract.spans import CONTROL, PLAIN, Style
from tamizdat.model import Block, Code, Embed, Figure, Listing, Paragraph, Quote, Separator, Span
from tamizdat.page import one_line

# What a <template> may keep for later, and the longest that is looked into.
WAITING = ("<iframe", "<blockquote", "data-src")
TEMPLATE_LENGTH = 20_000
# What a box is called that asks before it shows what others sent; and what in it may name that.
CONSENT = re.compile(r"consent|privacy|gdpr|dsgvo|cookie|opt-?in|two-?click|2-?click|embed", re.IGNORECASE)
SHOWING = "iframe, " + ", ".join(f"[{name}]" for name in sorted(embeds.KEEPING))

# --- headings, breaks, code ----------------------------------------------------------------------------


def heading(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<h1> to <h6>; the first of them is the level of the title, which no block has. A link around one is its own."""
    reader.flush()
    kept, reader.level = reader.level, max(2, int((node.tag or "h2")[1]))
    reader.children(node, PLAIN._replace(href=style.href) if style.href else PLAIN, depth)
    reader.flush()
    reader.level = kept


def line_break(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<br>: one is a line, two or more begin a new paragraph (and a heading ends with the first of them)."""
    reader.breaks += 1


def separator(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<hr>."""
    reader.flush()
    if not reader.flat and reader.blocks and not isinstance(reader.blocks[-1], Separator):
        reader.blocks.append(Separator())


def code(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<pre>, to the letter; one line that is not marked as code is a paragraph."""
    reader.flush()
    text = CONTROL.sub("", node.text()).replace("\f", "").strip("\r\n").rstrip()
    if reader.flat or ("\n" not in text and node.css_first("code") is None):
        reader.children(node, style, depth)
        reader.flush()
    elif text.strip():
        reader.blocks.append(Code(text.replace("\r\n", "\n")))


def ruby(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<ruby>: each base text with the reading that follows it."""
    base = ""
    for child in node.iter(include_text=True):
        if child.tag in {"rt", "rtc"}:
            reading = "".join(one_line(child.text() or "").split())
            reader.text("".join(base.split()), style._replace(ruby=reading))
            base = ""
        elif child.tag not in DROPPED:
            base += (child.text_content if child.is_text_node else child.text()) or ""
    reader.text(base, style)


def quotation(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<q>: the quotation marks that a browser would draw."""
    reader.text("“", style)
    reader.children(node, style, depth)
    reader.text("”", style)


# --- quotes and lists ----------------------------------------------------------------------------------


def quote(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<blockquote>, its source apart; the post of a social network is an embed."""
    reader.flush()
    address = embeds.post(node, reader.base)
    if address and not reader.flat:
        reader.blocks.append(Embed("post", address, reader.line(node, depth)))
        return
    if reader.too_deep(node, style, depth):
        return
    kept, reader.source = reader.source, []
    inner = reader.inside(node, depth)
    source, reader.source = " ".join(reader.source).strip(" —–―-"), kept
    if inner:
        reader.blocks.append(Quote(tuple(inner), source))
    elif source:
        reader.blocks.append(Paragraph((Span(source),)))


def quoted_from(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<footer>, or a <cite> that stands by itself: inside a quote its source."""
    parent = node.parent.tag if node.parent is not None else ""
    if reader.source is not None and (node.tag == "footer" or parent == "blockquote"):
        reader.source.append(reader.line(node, depth))
    elif node.tag == "cite":
        reader.children(node, style._replace(emphasis=True), depth)
    else:
        reader.flush()
        reader.children(node, style, depth)
        reader.flush()


def listing(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<ul>, <ol>, <dl>; a list of nothing but pictures is a gallery, and so several figures."""
    if node.tag == "dl" and labelled(reader, node, node.attributes, depth):
        return
    if reader.too_deep(node, style, depth):
        return
    items: list[tuple[Block, ...]] = []
    for child in node.iter():
        if child.tag in DROPPED or child.mem_id in reader.pruned or is_hidden(child.attributes):
            continue
        item = tuple(reader.inside(child, depth + 1))
        if item and child.tag == "dd" and items:
            items[-1] += item
        elif item:
            items.append(item)
    blocks = [block for item in items for block in item]
    if node.tag == "ul" and len(items) > 1 and all(isinstance(item[0], Figure) for item in items):
        blocks = [block for item in items for block in reader.guessed(list(item))]
    if all(isinstance(block, Figure | Embed) for block in blocks):
        reader.blocks.extend(blocks)
    elif items:
        reader.blocks.append(Listing(tuple(items), ordered=node.tag == "ol"))


# --- tables --------------------------------------------------------------------------------------------


def table(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<table>: a table, or, where its cells hold more than text, what is in them."""
    if reader.too_deep(node, style, depth):
        return
    grid = [[(cell, reader.inside(cell, depth + 3)) for cell in row] for row in tables.rows(node, reader.pruned)]
    caption = tables.caption(node)
    label = reader.line(caption, depth) if caption is not None else ""
    found = tables.make_table(grid, label)
    if found is not None:
        reader.blocks.append(found)
        return
    if label:
        reader.blocks.append(Paragraph((Span(label),)))
    # Old pages set a picture and the line below it as a table of two cells.
    reader.blocks.extend(reader.guessed([block for row in grid for _, inner in row for block in inner]))


# --- what other sites show --------------------------------------------------------------------------------


def embedded(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<iframe>, <video>, <audio>, <object>, <embed>: its address, else what stands there for want of it."""
    if reader.flat:
        return
    reader.flush()
    found = embeds.embed(node, reader.base)
    if found is not None:
        reader.blocks.append(found)
    elif node.tag == "object":
        reader.children(node, style, depth)


def template(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<template>: of use only for a frame or a post that waits in it for consent."""
    html = "" if reader.flat else node.html or ""
    if not any(word in html for word in WAITING) or len(html) > TEMPLATE_LENGTH:
        return
    inner = LexborHTMLParser(html.partition(">")[2].rpartition("<")[0]).body
    if inner is not None:
        reader.flush()
        reader.blocks.extend(block for block in reader.inside(inner, depth) if isinstance(block, Embed))


def pruned(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """A box that is no part of the story: of use only where it asks consent for a film or a post."""
    attributes = node.attributes
    if reader.flat or not CONSENT.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"):
        return
    for inner in (node, *node.css(SHOWING)):
        found = embeds.embed(inner, reader.base) if inner.tag == "iframe" else None
        found = found or embeds.kept(inner, inner.attributes, reader.base)
        if found is not None and found.kind != "page":
            reader.flush()
            reader.blocks.append(found)
            return


def script(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<script>: of use only where it stands for a post (Telegram's does)."""
    attributes = node.attributes
    found = embeds.kept(node, attributes, reader.base) if "data-telegram-post" in attributes else None
    if found is not None and not reader.flat:
        reader.flush()
        reader.blocks.append(found)


def told(reader: Reader, node: LexborNode, attributes: Attributes, depth: int) -> bool:
    """Read an element by what its attributes say: it stands for an embed, shows a picture, is a caption; else False."""
    if not reader.flat:
        found = None
        if not embeds.KEEPING.isdisjoint(attributes) or node.tag in embeds.NAMED:
            found = embeds.kept(node, attributes, reader.base)
        if found is not None:
            reader.flush()
            reader.blocks.append(found)
            return True
        if "style" in attributes or "data-bg" in attributes:
            background(reader, node, attributes)
    return labelled(reader, node, attributes, depth)


ELEMENTS: dict[str, Element] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), heading),
    **dict.fromkeys(("img", "amp-img", "picture"), picture),
    **dict.fromkeys(("iframe", "video", "audio", "object", "embed", "amp-iframe", "amp-video"), embedded),
    **dict.fromkeys(("ul", "ol", "dl"), listing),
    **dict.fromkeys(("footer", "cite"), quoted_from),
    **dict.fromkeys(("pre", "xmp", "listing"), code),
    "br": line_break,
    "hr": separator,
    "ruby": ruby,
    "q": quotation,
    "blockquote": quote,
    "table": table,
    "figure": figure,
    "figcaption": caption,
    "noscript": fallback,
    "button": button,
    PRUNED: pruned,
    "template": template,
    "script": script,
}
