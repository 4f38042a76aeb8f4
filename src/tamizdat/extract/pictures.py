"""What the elements around pictures become: figures with their captions and credits.

Every function reads one element for a `Reader`, as those of `elements.py` do.
"""

from __future__ import annotations

import re

from msgspec.structs import replace
from selectolax.lexbor import LexborNode

from tamizdat import urls
from tamizdat.extract import addresses, embeds, figures
from tamizdat.extract.hidden import Attributes
from tamizdat.extract.reader import CAPTION_LENGTH, Reader
from tamizdat.extract.spans import PLAIN, Style
from tamizdat.model import Figure, Image
from tamizdat.page import one_line

PICTURES = "img, picture, amp-img"
BACKGROUND = re.compile(r"background(?:-image)?\s{0,9}:[^;]{0,40}?url\(\s{0,9}['\"]?([^'\")]{5,1000})", re.IGNORECASE)


def picture(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<img>, <picture>: a figure of its own; one in the middle of a paragraph divides it."""
    mark = figures.smiley(node.attributes)
    if mark:
        reader.text(mark, style)
        return
    if reader.flat:
        return
    image = figures.image(node, reader.base)
    if image is None:
        return
    reader.flush()
    block = Figure(image)
    reader.blocks.append(block)
    if image.caption:
        reader.guess(block)
    below = node.css_first("figcaption") if node.tag == "picture" else None
    if below is not None:
        describe(reader, below, depth)
    if figures.leads_away(style.href or reader.linked, reader.base) and addresses.key(image.url) not in reader.keys:
        reader.teasers[id(block)] = block
    reader.pictured = node.parent.mem_id if node.parent is not None else 0


def background(reader: Reader, node: LexborNode, attributes: Attributes) -> None:
    """An empty box with a picture for its background."""
    found = BACKGROUND.search(attributes.get("style") or "")
    href = found[1] if found else attributes.get("data-bg") or ""
    address = urls.join(reader.base, href) if addresses.is_picture_file(href) else ""
    if not address or addresses.is_icon(address) or not _is_empty(node):
        return
    reader.flush()
    reader.blocks.append(Figure(Image(address, alt=one_line(attributes.get("aria-label") or ""))))


def _is_empty(node: LexborNode) -> bool:
    inner = node.first_child
    return inner is None or (inner.next is None and inner.is_text_node and not (inner.text_content or "").strip())


def fallback(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<noscript>: of use only for the picture or the film that a script would have loaded.

    What stands beside the picture is the same one, or what holds its place until then.
    """
    if reader.flat:
        return
    for inner in node.css("iframe"):
        found = embeds.embed(inner, reader.base)
        if found is not None and found.kind != "page" and found not in reader.blocks[-3:]:
            reader.flush()
            reader.blocks.append(found)
    beside = node.parent is not None and node.parent.mem_id == reader.pictured
    for inner in node.css("img"):
        image = figures.image(inner, reader.base)
        if image is None:
            continue
        last = reader.blocks[-1] if reader.blocks else None
        if beside and isinstance(last, Figure) and not reader.unguessed(last).image.caption:
            if addresses.key(last.image.url) != addresses.key(image.url):
                reader.blocks[-1] = Figure(replace(last.image, url=image.url))
                reader.guess(reader.blocks[-1])
            return
        shown = isinstance(last, Figure) and last.image.url == image.url
        if not beside and not shown and not _follows(reader, node, image):
            reader.flush()
            reader.blocks.append(Figure(image))


def _follows(reader: Reader, node: LexborNode, image: Image) -> bool:
    """Whether the picture for which a <noscript> stands comes right behind it, perhaps in a larger size."""
    after = node.next
    while after is not None and (after.is_text_node or after.is_comment_node):
        after = after.next
    shown = figures.image(after, reader.base) if after is not None and after.tag in ("img", "picture") else None
    return shown is not None and addresses.key(shown.url) == addresses.key(image.url)


def button(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<button>: of use only for a picture in it, that a tap would show larger."""
    if reader.flat or node.css_first(PICTURES) is None:
        return
    reader.flush()
    reader.blocks.extend(block for block in reader.inside(node, depth) if isinstance(block, Figure))


def figure(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<figure>, and any box that holds a picture and calls itself its caption."""
    if reader.too_deep(node, style, depth):
        return
    held, linked = reader.held, reader.linked
    reader.held, reader.linked = ([], []), style.href or linked
    inner = reader.inside(node, depth)
    captions, credits = reader.held
    reader.held, reader.linked = held, linked
    if captions:
        inner = [reader.unguessed(block) if isinstance(block, Figure) else block for block in inner]
    inner = reader.without_teasers(figures.described(inner, " ".join(captions), " ".join(credits)))
    reader.blocks.extend(figures.without_counters(inner) if captions else reader.guessed(inner))


def caption(reader: Reader, node: LexborNode, style: Style, depth: int) -> None:
    """<figcaption>, <caption>: said of what they stand in or after, else a paragraph."""
    if reader.flat or not describe(reader, node, depth):
        reader.flush()
        reader.children(node, style, depth)
        reader.flush()


def labelled(reader: Reader, node: LexborNode, attributes: Attributes, depth: int) -> bool:
    """Read an element that calls itself a caption or a credit; False if it is none."""
    label = figures.label(attributes)
    if not label:
        return False
    if not reader.flat and label == "caption":
        if node.css_first(PICTURES) is None:
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
    if not isinstance(last, Figure) or len(text) > CAPTION_LENGTH:
        return False
    last = reader.unguessed(last)
    if last.image.caption:
        return False
    reader.blocks[-1:] = figures.described([last], text, " ".join(credits))
    return True
