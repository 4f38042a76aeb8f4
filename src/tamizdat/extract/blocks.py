"""node → Blocks: what of HTML becomes part of an article.

What has no block does not survive: scripts, forms, buttons, styles and all unknown attributes end here. The
scheme of a link is checked here too: an address survives as http(s) only.
"""

from __future__ import annotations

from collections.abc import Iterable

from selectolax.lexbor import LexborNode

from tamizdat.blocks import walk
from tamizdat.extract.elements import ELEMENTS, told
from tamizdat.extract.pictures import figure
from tamizdat.extract.reader import Reader
from tamizdat.extract.spans import PLAIN, plain
from tamizdat.model import Block, Code, Heading, Paragraph, Table


def read_blocks(nodes: Iterable[LexborNode], base: str, pruned: frozenset[int] = frozenset()) -> tuple[Block, ...]:
    """The children of some container nodes as blocks, in the order of the document.

    `base` is the address that relative ones are resolved against; `pruned` holds the ids in memory
    of elements that are left out with all below them.
    """
    reader = Reader(base, pruned, ELEMENTS, told)
    for node in nodes:
        reader.children(node, PLAIN, 0)
        reader.flush()
    return tuple(reader.without_teasers(reader.blocks))


def read_figure(node: LexborNode, base: str) -> tuple[Block, ...]:
    """What a box with a picture becomes, its caption and credit wherever in it they stand."""
    reader = Reader(base, frozenset(), ELEMENTS, told)
    figure(reader, node, PLAIN, 0)
    return tuple(reader.blocks)


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
