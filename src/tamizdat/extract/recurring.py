"""Texts that stand in the stories of several articles, and are therefore none of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

from tamizdat.extract import tidy
from tamizdat.extract.places import Element
from tamizdat.extract.repeats import LINKED
from tamizdat.model import Block, Embed, Figure, Heading, Quote

# The blocks of a page, each with what it is known by.
Blocks: TypeAlias = Sequence[tuple[str, Block]]

# A text of so many bytes is not repeated by chance.
LONG = 48
# On how many pages, and on which share of all, a text is repeated that is none of the story: a long one at its end or
# twice on a page, a long one anywhere (articles quote the same law), a short one or a picture, a quote.
AT_END = (3, 0.05)
ANYWHERE = (3, 0.2)
SHORT = (4, 0.25)
QUOTED = (4, 0.5)
# What holds for a text holds on this share of the pages that have it.
MOSTLY = 0.8


def texts(pages: Sequence[Blocks]) -> dict[str, int]:
    """The blocks that are repeated and none of the story, each with the number of pages that have it."""
    counts = Counter(name for blocks in pages for name in {name for name, _ in blocks if name})
    kinds = {name: block for blocks in pages for name, block in blocks}
    ending = Counter(name for blocks in pages for name in _tail(blocks, counts))
    heading = Counter(name for blocks in pages for name in _headings(blocks, counts))
    twice = {name for blocks in pages for name, times in Counter(name for name, _ in blocks).items() if times > 1}
    found = {}
    for name, count in sorted(counts.items()):
        number, share = _least(kinds[name], ending[name] >= MOSTLY * count or name in twice)
        own = isinstance(kinds[name], Heading) and not _is_linked(kinds[name]) and heading[name] < MOSTLY * count
        if count >= number and count >= share * len(pages) and not own:
            found[name] = count
    return found


def around(pages: Sequence[Blocks], places: Sequence[Sequence[Element]]) -> dict[str, int]:
    """The texts that stand on most pages and in no story: menus and notices, taken in where a story is short."""
    told = {name for blocks in pages for name, _ in blocks}
    counts = Counter(text for page in places for text in {element.text for element in page if element.text})
    return {
        text: count
        for text, count in sorted(counts.items())
        if count >= max(QUOTED[0], QUOTED[1] * len(pages)) and text not in told
    }


def _least(block: Block, plainly: bool) -> tuple[int, float]:
    """On how many pages, and on which share of all, a block must stand that is `plainly` none of the story, or not."""
    if isinstance(block, Quote):
        return QUOTED
    if isinstance(block, Figure | Embed | Heading) or len(tidy.plain(block).encode("utf-8", "replace")) < LONG:
        return SHORT
    return AT_END if plainly else ANYWHERE


def _tail(blocks: Blocks, counts: Counter[str]) -> set[str]:
    """The blocks after the last that few other pages have."""
    found: set[str] = set()
    for name, block in reversed(blocks):
        if counts[name] >= AT_END[0]:
            found.add(name)
        elif name and not isinstance(block, Heading):
            break
    return found


def _headings(blocks: Blocks, counts: Counter[str]) -> set[str]:
    """The headings of what is repeated, or of nothing: a heading such as «Background» is the story's."""
    following = [*(name for name, _ in blocks[1:]), None]
    return {
        name
        for (name, block), after in zip(blocks, following, strict=True)
        if isinstance(block, Heading) and (after is None or counts[after] >= SHORT[0])
    }


def _is_linked(block: Block) -> bool:
    return tidy.linked(block) > LINKED
