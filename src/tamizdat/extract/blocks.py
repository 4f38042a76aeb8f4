"""node → Blocks: what of HTML becomes part of an article.

What has no block does not survive: scripts, forms, buttons, styles and all unknown attributes end here. The
scheme of a link is checked here too: an address survives as http(s) only.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from selectolax.lexbor import LexborNode

from tamizdat import urls
from tamizdat.blocks import walk
from tamizdat.extract.elements import ELEMENTS, told
from tamizdat.extract.reader import Reader
from tamizdat.extract.spans import PLAIN, plain
from tamizdat.model import Block, Code, Embed, Figure, Heading, Image, Paragraph, Table

# Of these the element itself is read, not only what is in it.
LISTS = frozenset(("ul", "ol"))


def read_blocks(nodes: Iterable[LexborNode], base: str, pruned: frozenset[int] = frozenset()) -> tuple[Block, ...]:
    """The children of some container nodes as blocks, in the order of the document.

    `base` is the address that relative ones are resolved against; `pruned` holds the ids in memory
    of elements that are left out with all below them.
    """
    reader = Reader(base, pruned, ELEMENTS, told)
    for node in nodes:
        if node.tag in LISTS:
            ELEMENTS[node.tag](reader, node, PLAIN, 0)
        else:
            reader.children(node, PLAIN, 0)
            reader.flush()
    return tuple(reader.without_teasers(reader.blocks))


def read_pictures(node: LexborNode, base: str, keys: Container[str]) -> list[Image]:
    """The pictures of a box outside of a story, with what is said of them.

    One that is a link to another article is none, unless its key (see `addresses`) is known to be the story's.
    """
    reader = Reader(base, frozenset(), ELEMENTS, told)
    reader.linked, reader.keys = _link_around(node, base), keys
    if node.tag in {"picture", "figure"}:
        ELEMENTS[node.tag](reader, node, PLAIN, 0)
    else:
        reader.children(node, PLAIN, 0)
    teasers = {block.image.url for block in reader.teasers.values()}
    images = [block.image for block in walk(reader.blocks) if isinstance(block, Figure)]
    return [image for image in images if image.url not in teasers] if images else _still(node, reader)


def _still(node: LexborNode, reader: Reader) -> list[Image]:
    """What a film shows before it is played, with the caption that was read for the film."""
    film = node.css_first("video[poster], amp-video[poster]")
    address = urls.join(reader.base, film.attributes.get("poster") or "") if film is not None else ""
    caption = next((block.title for block in reader.blocks if isinstance(block, Embed)), "")
    return [Image(address, caption=caption)] if address else []


def _link_around(node: LexborNode, base: str) -> str:
    parent = node.parent
    for _ in range(3):
        if parent is not None and parent.tag == "a":
            return urls.join(base, parent.attributes.get("href") or "")
        parent = parent.parent if parent is not None else None
    return ""


def text_of(blocks: Iterable[Block]) -> str:
    """The running text of some blocks, a line a block; captions, sources of quotes and embeds but for posts are
    left out."""
    lines = []
    for block in walk(blocks):
        if isinstance(block, Paragraph | Heading):
            lines.append(plain(block.spans))
        elif isinstance(block, Code):
            lines.append(block.text)
        elif isinstance(block, Embed) and block.kind == "post":
            lines.append(block.title)
        elif isinstance(block, Table):
            lines.extend("\t".join(plain(cell.spans) for cell in row) for row in block.rows)
    return "\n".join(line for line in lines if line)
