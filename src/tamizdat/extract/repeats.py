"""A page read with what its site repeats: which elements and blocks are known from others, and by what evidence.

`learn.py` finds out what a site repeats; here it is used. Nothing here asks for more than the page and a `Learned`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from tamizdat.extract import tidy
from tamizdat.model import Block, Embed, Figure, Heading, Learned
from tamizdat.page import one_line

if TYPE_CHECKING:
    from tamizdat.extract.survey import Survey

DIGITS = re.compile(r"\d{1,20}")
ADDRESS = re.compile(r"https?://[!-~]{1,500}")
# A line that is linked to this share leads elsewhere: where it leads differs from page to page, its label does not.
LINKED = 0.3
# What is left of a story whose repeated blocks are taken out, in bytes of UTF-8; with less all of it is kept.
LEFT = 60
# What stands on this share of the pages is no teaser of one story: it goes even where it opens one, or is most of it.
COMMON = 0.5
OPENING = 2
# Where the story stands on other pages is believed with this share of the prose that was found, inside or around it;
# and with this share beside it, or where the whole page was found.
WITHIN, ELSEWHERE = 0.65, 0.1


@lru_cache(4096)
def digest_of(text: str) -> str:
    """How a text is known, by 16 hexadecimal digits; white space, case, numbers and addresses do not count.

    "" for a text without letters.
    """
    text = ADDRESS.sub("→", text) if "://" in text else text
    bare = DIGITS.sub("0", "".join(text.split()).casefold())
    letters = sum(character.isalpha() for character in bare[:40])
    return _digest(bare) if letters > 1 else ""


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def key(block: Block) -> str:
    """How a block is known: by its text, a line that leads elsewhere by its label, a picture by its address; or ""."""
    if isinstance(block, Figure):
        return _digest(f"picture {block.image.url}")
    if isinstance(block, Embed):
        return _digest(f"embed {block.url}")
    spans = tidy.spans(block)
    text = "".join(span.text for span in spans)
    if tidy.linked(block) > LINKED:
        label = "".join("→" if span.href else span.text for span in spans)
        if sum(character.isalpha() for character in label) > 3:
            return digest_of(label)
    return digest_of(text)


def without(blocks: tuple[Block, ...], learned: Learned | None, told: Iterable[str] = ()) -> tuple[Block, ...]:
    """The blocks of a story without those known from other articles; all of them where too little would be left.

    `told` are texts that the page itself calls its own, such as its summary: these stay, wherever they are repeated.
    """
    if learned is None or not learned.texts:
        return blocks
    keys = [key(block) for block in blocks]
    counts = [_count(learned, block, each) for block, each in zip(blocks, keys, strict=True)]
    if not any(counts):
        return blocks
    own = {digest_of(text) for text in told}
    kept: list[Block] = []
    dropped: list[tuple[Block, int]] = []
    heads_nothing = True
    for place in range(len(blocks) - 1, -1, -1):
        block, count = blocks[place], counts[place]
        goes = count > 0 and keys[place] not in own and (place >= OPENING or count >= COMMON * learned.pages)
        if isinstance(block, Heading) and tidy.linked(block) < LINKED:
            goes = goes and heads_nothing
        heads_nothing = goes
        if goes:
            dropped.append((block, count))
        else:
            kept.append(block)
    return tuple(tidy.trimmed(kept[::-1])) if _is_enough(kept, dropped, learned) else blocks


def _count(learned: Learned, block: Block, name: str) -> int:
    """On how many pages a block stands: by its label, or by its text where it may be the text of any element."""
    count = learned.texts.get(name, 0)
    return count or (learned.texts.get(digest_of(tidy.plain(block)), 0) if tidy.linked(block) > LINKED else 0)


def _is_enough(kept: list[Block], dropped: list[tuple[Block, int]], learned: Learned) -> bool:
    """Whether a story may lose what it would lose: something is left, and only what stands everywhere outweighs it."""
    left = sum(_size(block) for block in kept if not isinstance(block, Heading))
    rare = sum(_size(block) for block, count in dropped if count < COMMON * learned.pages)
    return left >= LEFT and rare <= left


def _size(block: Block) -> int:
    return len(tidy.plain(block).encode("utf-8", "replace"))


def storied(survey: Survey, place: int) -> int:
    """Where the story is: at `place`, unless it stands elsewhere on the other pages and there is enough of it there."""
    learned = survey.learned
    if learned is None or not learned.story or survey.paths[place] in learned.story:
        return place
    best, most = place, 0.0
    for each, path in enumerate(survey.paths):
        if path in learned.story and survey.mass[each] > most and not survey.outside(each):
            best, most = each, survey.mass[each]
    if best < place < survey.ends[best]:
        alike = (each for each in range(best, survey.ends[best]) if survey.paths[each] == survey.paths[place])
        return best if sum(survey.mass[each] for each in alike) < WITHIN * most else place
    inside = 0 < place < best < survey.ends[place]
    return best if most > (WITHIN if inside else ELSEWHERE) * survey.mass[place] else place


def is_whole(survey: Survey, places: tuple[int, int]) -> bool:
    """Whether a story keeps enough of its prose without what was learned to be furniture: a third of it."""
    learned, (begin, end) = survey.learned, places
    lost, place = 0.0, begin + 1
    while learned is not None and place < end:
        known = survey.furniture[place] and survey.paths[place] in learned.furniture
        lost += survey.mass[place] if known else 0.0
        place = survey.ends[place] if known else place + 1
    return lost <= 2 * survey.mass[begin]


def standing(survey: Survey, what: Literal["title", "byline", "date"]) -> list[str]:
    """The texts of the elements that show a thing on the other pages, as a reader sees them."""
    paths: dict[str, int] = getattr(survey.learned, what, {})
    found = [place for place, path in enumerate(survey.paths if paths else ()) if path in paths]
    return [one_line(survey.nodes[place].text(separator=" ")) for place in found[:4] if survey.text[place] < 400]


def headline(survey: Survey, begin: int) -> int:
    """The element above a place that is the title on the other pages; -1 if there is none."""
    paths = survey.learned.title if survey.learned else {}
    return next((each for each in range(begin - 1, -1, -1) if paths and survey.paths[each] in paths), -1)


def or_standing(lines: Iterable[str], survey: Survey, what: Literal["byline", "date"]) -> Iterator[str]:
    """The lines that a page itself says to show a thing; where it says nothing, those at the place of the others."""
    empty = True
    for line in lines:
        empty = False
        yield line
    if empty:
        yield from standing(survey, what)


def reading(version: str, learned: Learned | None) -> str:
    """The name of a reading: the extractor's version, and what was learned."""
    return version if learned is None else f"{version}+{learned.name}"


def why_element(learned: Learned, path: str) -> str:
    """The evidence by which an element is none of the story, in words; "" if there is none."""
    count = learned.furniture.get(path, 0)
    return f"is none of the story on {_of(count, learned)}" if count else ""


def why_block(learned: Learned, block: Block) -> str:
    """The evidence by which a block is none of the story, in words; "" if there is none."""
    count = _count(learned, block, key(block))
    return f"stands on {_of(count, learned)}" if count else ""


def why_story(learned: Learned, path: str) -> str:
    """The evidence by which an element holds the story, in words; "" if there is none."""
    count = learned.story.get(path, 0)
    return f"holds the story on {_of(count, learned)}" if count else ""


def _of(count: int, learned: Learned) -> str:
    return f"{count} of {learned.pages} pages of this site"
