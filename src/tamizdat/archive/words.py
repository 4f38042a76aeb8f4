"""The words of an article: what a search looks through."""

from __future__ import annotations

from collections.abc import Iterator

from tamizdat.blocks import runs, walk
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


def text_of(article: Article) -> str:
    """Everything of an article that a reader might look for, a piece a line."""
    pieces = [article.title, article.summary, *article.authors, article.source_line]
    pieces += [tag.name for tag in article.tags]
    if article.lead:
        pieces += _said_of(article.lead)
    for block in walk(article.blocks):
        pieces += _words(block)
    return "\n".join(filter(None, pieces))


def _words(block: Block) -> Iterator[str]:
    """What one block says itself, without the blocks inside it."""
    match block:
        case Table():
            yield block.caption
            yield from map(_joined, runs(block))
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
