"""What each element of HTML becomes: headings, quotes, lists, tables, pictures, embeds, and the table of them all.

Every function reads one element for a `Reader`: `style` is what stands around it, `depth` how deep it lies.
"""

from __future__ import annotations

from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from tamizdat.extract import figures, tables
from tamizdat.extract.hidden import is_hidden
from tamizdat.extract.reader import CAPTION_LENGTH, DROPPED, Element, Reader
from tamizdat.extract.spans import CONTROL, PLAIN, Style
from tamizdat.model import Block, Code, Embed, Figure, Listing, Paragraph, Quote, Separator, Span
from tamizdat.page import one_line

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
    address = figures.post(node, reader.base)
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
    if found is None and label:
        reader.blocks.append(Paragraph((Span(label),)))
    reader.blocks.extend([found] if found else (block for row in grid for _, inner in row for block in inner))


# --- pictures ------------------------------------------------------------------------------------------


def picture(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<img>, <picture>: a figure of its own; one in the middle of a paragraph divides it."""
    mark = figures.smiley(node.attributes)
    if mark:
        reader.text(mark, style)
        return
    if reader.flat:
        return
    image = figures.image(node, reader.base)
    if image is not None:
        reader.flush()
        reader.blocks.append(Figure(image))
        reader.pictured = node.parent.mem_id if node.parent is not None else 0


def fallback(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<noscript>: of use only for the picture that a script would have loaded."""
    if reader.flat or (node.parent is not None and node.parent.mem_id == reader.pictured):
        return
    for inner in node.css("img"):
        image = figures.image(inner, reader.base)
        last = reader.blocks[-1] if reader.blocks else None
        if image is not None and not (isinstance(last, Figure) and last.image.url == image.url):
            reader.flush()
            reader.blocks.append(Figure(image))


def figure(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<figure>, and any box that holds a picture and calls itself its caption."""
    if reader.too_deep(node, style, depth):
        return
    kept, reader.held = reader.held, ([], [])
    inner = reader.inside(node, depth)
    (captions, credits), reader.held = reader.held, kept
    reader.blocks.extend(figures.described(inner, " ".join(captions), " ".join(credits)))


def caption(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<figcaption>, <caption>: said of what they stand in or after, else a paragraph."""
    if reader.flat or not describe(reader, node, depth):
        reader.flush()
        reader.children(node, style, depth)
        reader.flush()


def labelled(reader: Reader, node: LexborNode, attributes: Mapping[str, str | None], depth: int) -> bool:
    """Read an element that calls itself a caption or a credit; False if it is none."""
    label = figures.label(attributes)
    if not label:
        return False
    if not reader.flat and label == "caption":
        if node.css_first("img, picture, amp-img") is None:
            return describe(reader, node, depth)
        if len(node.text()) <= CAPTION_LENGTH:
            figure(reader, node, PLAIN, depth)
            return True
    elif reader.held is not None and label == "credit" and node.css_first("img") is None:
        reader.held[1].append(reader.line(node, depth))
        return True
    return False


def describe(reader: Reader, node: LexborNode, depth: int) -> bool:
    """Give a caption to its picture: that of the figure around it, else the one just before it."""
    around, reader.held = reader.held, ([], [])
    text, credits, reader.held = reader.line(node, depth), reader.held[1], around
    if around is not None:
        around[0].append(text)
        around[1].extend(credits)
        return True
    last = reader.blocks[-1] if reader.blocks and not reader.pieces else None
    if not isinstance(last, Figure) or last.image.caption or len(text) > CAPTION_LENGTH:
        return False
    reader.blocks[-1:] = figures.described([last], text, " ".join(credits))
    return True


def embedded(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<iframe>, <video>, <audio>, <object>, <embed>: its address, else what stands there for want of it."""
    if reader.flat:
        return
    reader.flush()
    found = figures.embed(node, reader.base)
    if found is not None:
        reader.blocks.append(found)
    elif node.tag == "object":
        reader.children(node, style, depth)


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
}
