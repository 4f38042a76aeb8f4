"""Blocks → HTML, for every format that is made of it. Everything is escaped here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as escaped
from itertools import groupby

from tamizdat.model import (
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
from tamizdat.render.escape import one_line, plain
from tamizdat.render.links import Ways
from tamizdat.render.words import Words

# The widest cell that we believe in.
WIDEST = 50
TAGS = {"sub": "sub", "super": "sup"}


def html(blocks: Iterable[Block], links: Ways, words: Words) -> str:
    """The blocks, a line each."""
    return "\n".join(_block(block, links, words) for block in blocks)


def figure(image: Image, links: Ways, words: Words, *, lazy: bool = True) -> str:
    """A picture with its size, caption and credit; where we do not hold it, its description stands for it."""
    path, width, height = links.picture(image.url)
    alt = text(one_line(image.alt))
    if path:
        loading = ' loading="lazy"' if lazy else ""
        shown = f'<img src="{path}" alt="{alt}" width="{width}" height="{height}"{loading}>'
    else:
        shown = f'<p class="missing">{text(words.kind("photo", one_line(image.alt)))}</p>'
    below = [text(part) for part in map(one_line, (image.caption, image.credit)) if part]
    caption = f"<figcaption>{' · '.join(below)}</figcaption>" if below else ""
    return f"<figure>{shown}{caption}</figure>"


def text(words: str) -> str:
    """A text as part of HTML, in elements and in quoted attributes."""
    return escaped(plain(words))


def _block(block: Block, links: Ways, words: Words) -> str:
    match block:
        case Paragraph(spans):
            return f"<p>{line(spans, links)}</p>"
        case Heading(level, spans):
            level = min(max(level, 2), 6)
            return f"<h{level}>{line(spans, links)}</h{level}>"
        case Quote(blocks, source):
            cited = f"<p><cite>{text(one_line(source))}</cite></p>" if source else ""
            return f"<blockquote>{html(blocks, links, words)}{cited}</blockquote>"
        case Listing(items, ordered):
            name = "ol" if ordered else "ul"
            return f"<{name}>{''.join(f'<li>{html(item, links, words)}</li>' for item in items)}</{name}>"
        case Figure(image):
            return figure(image, links, words)
        case Table(rows, caption):
            head = f"<caption>{text(caption)}</caption>" if caption.strip() else ""
            return f'<div class="wide"><table>{head}{"".join(_row(row, links) for row in rows)}</table></div>'
        case Code(code):
            return f"<pre><code>{text(code)}</code></pre>"
        case Embed(kind, url, title):
            links.inside(url, title)
            return f'<p class="embed">{text(one_line(words.kind(kind, title)))}</p>'
        case Separator():
            return "<hr>"


def line(spans: Sequence[Span], links: Ways) -> str:
    """Running text."""
    written = []
    for href, group in groupby(spans, key=lambda span: span.href):
        pieces = list(group)
        words = "".join(piece.text for piece in pieces)
        inner = "".join(map(_span, pieces))
        path = links.inside(href, words) if href and words.strip() else ""
        written.append(f'<a href="{path}">{inner}</a>' if path else inner)
    return "".join(written)


def _span(span: Span) -> str:
    written = text(span.text).replace("\n", "<br>")
    if not span.text.strip() or not written:
        return written
    if span.code:
        written = f"<code>{written}</code>"
    if span.position:
        written = f"<{TAGS[span.position]}>{written}</{TAGS[span.position]}>"
    if span.ruby:
        written = f"<ruby>{written}<rt>{text(span.ruby)}</rt></ruby>"
    if span.emphasis:
        written = f"<em>{written}</em>"
    return f"<strong>{written}</strong>" if span.strong else written


def _row(row: Iterable[Cell], links: Ways) -> str:
    return f"<tr>{''.join(_cell(cell, links) for cell in row)}</tr>"


def _cell(cell: Cell, links: Ways) -> str:
    name = "th" if cell.header else "td"
    columns, rows = min(cell.columns, WIDEST), min(cell.rows, WIDEST)
    wide = f' colspan="{columns}"' if columns > 1 else ""
    tall = f' rowspan="{rows}"' if rows > 1 else ""
    return f"<{name}{wide}{tall}>{line(cell.spans, links)}</{name}>"
