"""What stands in an article's blocks: every block and run of text, where it leads, what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tamizdat.model import Article, Block, Embed, Figure, Heading, Listing, Paragraph, Quote, Span, Table
from tamizdat.urls import canonical


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block, with those inside quotes and lists after the one that holds them."""
    for block in blocks:
        yield block
        if isinstance(block, Quote):
            yield from walk(block.blocks)
        elif isinstance(block, Listing):
            for item in block.items:
                yield from walk(item)


def runs(block: Block) -> Iterator[tuple[Span, ...]]:
    """The spans of one block, those of each cell apart; of the blocks inside it none."""
    if isinstance(block, Paragraph | Heading):
        yield block.spans
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield cell.spans


def links(blocks: Iterable[Block]) -> Iterator[str]:
    """The canonical addresses that a text leads to."""
    for block in walk(blocks):
        found = [block.url] if isinstance(block, Embed) else [span.href for run in runs(block) for span in run]
        yield from filter(None, map(canonical, filter(None, found)))


def pictures(article: Article) -> Iterator[str]:
    """The addresses of an article's pictures, the lead first."""
    if article.lead:
        yield article.lead.url
    for block in walk(article.blocks):
        if isinstance(block, Figure):
            yield block.image.url
