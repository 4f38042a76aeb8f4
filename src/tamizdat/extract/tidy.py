"""Blocks → the story's own: without the title said again, «read also» lines, calls to subscribe, lists of links."""

from __future__ import annotations

import re

from tamizdat.extract.figures import out_of_reach
from tamizdat.extract.metadata import alike
from tamizdat.extract.phrases import CALL, ELSEWHERE, FILED, FURNITURE, HANDLED, READ_ALSO, WALL, WHEN
from tamizdat.model import Block, Figure, Heading, Listing, Paragraph, Quote, Separator, Span, Table

# Paragraphs longer than this that stand there twice, one after the other or after the same text as before, are copies
# for another screen; alone a paragraph may come back on purpose.
TWICE = 60
# Calls to subscribe are shorter than this; lines of small print than this.
CALLING = 350
LINE = 120
# The share of a text that may be an offer to subscribe.
OFFER = 0.4
# How many blocks at the beginning and end of a story may be small print.
BEGIN = 4
END = 4
# What lazy pages show until the real picture has come.
STAND_IN = re.compile(r"placeholder|/(?:blank|spacer|pixel|loading|transparent)\.(?:gif|png|svg)", re.IGNORECASE)


def tidy(blocks: tuple[Block, ...], headline: str, base: str) -> tuple[Block, ...]:
    """The blocks of the story; `base` is the address of its page."""
    kept: list[Block] = []
    before, followed = "", dict[str, str]()
    related = False
    for place, block in enumerate(blocks):
        text = plain(block)
        if isinstance(block, Figure) and _is_empty(block, base):
            continue
        if isinstance(block, Paragraph | Heading):
            if len(text) > TWICE:
                again = followed.get(text) == before != "" or before == text
                followed.setdefault(text, before)
                before = text
                if again:
                    continue
            if FURNITURE.fullmatch(text) or (len(kept) < 3 and alike(text, headline) and len(text) < len(headline) * 2):
                continue
            if READ_ALSO.match(text) and (len(text) < 60 or linked(block) > 0.4):
                related = len(text) < 60 and linked(block) < 0.4
                continue
            if len(text) < CALLING and _is_call(text, block, place, len(blocks)):
                continue
        if (isinstance(block, Listing) or (related and isinstance(block, Paragraph))) and linked(block) > 0.7:
            continue
        related = False
        kept.append(block)
    return tuple(_trimmed(_before_wall(kept)))


def _before_wall(blocks: list[Block]) -> list[Block]:
    """The blocks up to the line that only subscribers read on; behind it stands an offer, unless it is the longer part."""
    texts = [plain(block) for block in blocks]
    whole = sum(map(len, texts))
    for place, text in enumerate(texts):
        if len(text) < CALLING and WALL.match(text):
            return blocks[:place] if sum(map(len, texts[place:])) < OFFER * whole else blocks
    return blocks


def _is_call(text: str, block: Block, place: int, count: int) -> bool:
    """Whether a short block speaks to its reader about the publication, or says when and by whom it was made."""
    if CALL.search(text):
        return True
    if len(text) >= LINE:
        return False
    at_end = place >= count - END
    if place < BEGIN and ELSEWHERE.fullmatch(text):
        return True
    return bool(
        ((at_end or place < BEGIN) and WHEN.fullmatch(text))
        or (at_end and (HANDLED.fullmatch(text) or FILED.fullmatch(text)))
    )


def _is_empty(figure: Figure, base: str) -> bool:
    """Whether a picture is only a stand-in, or one that nobody outside can fetch and nothing is said of."""
    image = figure.image
    unsaid = not (image.alt or image.caption or image.credit)
    return STAND_IN.search(image.url) is not None or (unsaid and out_of_reach(image.url, base))


def _trimmed(blocks: list[Block]) -> list[Block]:
    """Without headings and rules at the end, that head or part nothing."""
    while blocks and isinstance(blocks[-1], Heading | Separator):
        blocks.pop()
    while blocks and isinstance(blocks[0], Separator):
        blocks.pop(0)
    return blocks


def plain(block: Block) -> str:
    """The text of a block on one line."""
    return " ".join("".join(span.text for span in spans(block)).split())


def linked(block: Block) -> float:
    """The share of a block's text that is in links."""
    found = spans(block)
    total = sum(len(span.text) for span in found)
    return sum(len(span.text) for span in found if span.href) / total if total else 0.0


def spans(block: Block) -> list[Span]:
    """All runs of text in a block, in order."""
    found: list[Span] = []
    waiting: list[Block] = [block]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Paragraph | Heading):
            found.extend(each.spans)
        elif isinstance(each, Quote):
            waiting.extend(reversed(each.blocks))
        elif isinstance(each, Listing):
            waiting.extend(inner for item in reversed(each.items) for inner in reversed(item))
        elif isinstance(each, Table):
            found.extend(span for row in each.rows for cell in row for span in cell.spans)
    return found
