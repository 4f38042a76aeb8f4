"""What stands in an article's blocks: where it leads, what it shows, what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tamizdat.model import (
    Article,
    Block,
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
from tamizdat.urls import canonical


def links(blocks: Sequence[Block]) -> Iterator[str]:
    """The canonical addresses that a text leads to."""
    for block in _inside(blocks):
        found = [block.url] if isinstance(block, Embed) else [span.href for run in _runs(block) for span in run]
        yield from filter(None, map(canonical, filter(None, found)))


def pictures(article: Article) -> Iterator[str]:
    """The addresses of an article's pictures, the lead first."""
    if article.lead:
        yield article.lead.url
    for block in _inside(article.blocks):
        if isinstance(block, Figure):
            yield block.image.url


def text_of(article: Article) -> str:
    """Everything of an article that a reader might look for, a piece a line."""
    pieces = [article.title, article.summary, *article.authors, article.source_line]
    pieces += [tag.name for tag in article.tags]
    if article.lead:
        pieces += _said_of(article.lead)
    for block in _inside(article.blocks):
        pieces += _words(block)
    return "\n".join(filter(None, pieces))


def _inside(blocks: Sequence[Block]) -> Iterator[Block]:
    """All blocks, those inside others too."""
    for block in blocks:
        yield block
        if isinstance(block, Quote):
            yield from _inside(block.blocks)
        elif isinstance(block, Listing):
            for item in block.items:
                yield from _inside(item)


def _runs(block: Block) -> Iterator[tuple[Span, ...]]:
    """The spans of one block, those of each cell apart."""
    if isinstance(block, Paragraph | Heading):
        yield block.spans
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield cell.spans


def _words(block: Block) -> Iterator[str]:
    """What one block says itself, without the blocks inside it."""
    match block:
        case Table():
            yield block.caption
            yield from map(_joined, _runs(block))
        case Paragraph() | Heading():
            yield _joined(block.spans)
        case Quote():
            yield block.source
        case Figure():
            yield from _said_of(block.image)
        case Code():
            yield block.text
        case Embed():
            yield block.title
        case Listing() | Separator():
            pass


def _joined(run: tuple[Span, ...]) -> str:
    return "".join(span.text for span in run)


def _said_of(image: Image) -> tuple[str, str]:
    return image.caption, image.credit
