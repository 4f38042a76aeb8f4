"""Blocks → the story's own: without the title said again, «read also» lines, calls to subscribe, lists of links."""

from __future__ import annotations

import re

from tamizdat.extract.addresses import out_of_reach
from tamizdat.extract.phrases import ELSEWHERE, FILED, FURNITURE, HANDLED, READ_ALSO, SAID_WHEN, WALL, WHEN, is_call
from tamizdat.extract.titles import alike
from tamizdat.model import Block, Figure, Heading, Listing, Paragraph, Quote, Separator, Span, Table

# Paragraphs longer than this that stand there twice, one after the other or after the same text as before, are copies
# for another screen; alone a paragraph may come back on purpose.
TWICE = 60
# Calls to subscribe are shorter than this; lines of small print than this.
CALLING = 350
# A line that leads to the links below it is shorter than this.
LEAD_IN = 60
# A longer one that leads elsewhere has this share of it in links.
LEADING = 0.4
LINE = 120
# The share of a text that may be an offer to subscribe.
OFFER = 0.4
# So many lines in a row that name who handled a text end it.
SIGNED = 2
# How many blocks at the beginning and end of a story may be small print.
BEGIN = 4
END = 4
# A line that is nothing but a time of day heads a post of a live ticker, where there are several.
TICK = re.compile(r"\W{0,2}\d{1,2}[:.h]\d{2}(?:\s?(?:uhr|h|hrs|น|[ap]\.?m))?\W{0,2}", re.IGNORECASE)
TICKS = 3
TICK_LENGTH = 12
# What lazy pages show until the real picture has come.
STAND_IN = re.compile(r"placeholder|/(?:blank|spacer|pixel|loading|transparent)\.(?:gif|png|svg)", re.IGNORECASE)


def tidy(blocks: tuple[Block, ...], headline: str, base: str) -> tuple[Block, ...]:
    """The blocks of the story; `base` is the address of its page."""
    kept: list[tuple[Block, str]] = []
    copies = _Copies()
    related = False
    for place, block in enumerate(blocks):
        text = plain(block)
        if isinstance(block, Figure) and _is_empty(block, base):
            continue
        if isinstance(block, Paragraph | Heading):
            if len(kept) < BEGIN and len(text) < len(headline) * 2 and alike(text, headline):
                continue
            if copies.has(text) or (len(text) < CALLING and _is_small_print(text, place, len(blocks))):
                continue
            short = len(text) < LEAD_IN
            if (short or linked(block) > LEADING) and READ_ALSO.match(text):
                related = short and linked(block) < LEADING
                continue
        if (isinstance(block, Listing) or (related and isinstance(block, Paragraph))) and linked(block) > 0.7:
            continue
        related = False
        kept.append((block, text))
    return tuple(trimmed(_before_end(_ticked(kept))))


def _ticked(blocks: list[tuple[Block, str]]) -> list[tuple[Block, str]]:
    """The posts of a live ticker headed by their times."""
    ticks = [
        place
        for place, (block, text) in enumerate(blocks)
        if len(text) < TICK_LENGTH and isinstance(block, Paragraph) and TICK.fullmatch(text)
    ]
    for place in ticks if len(ticks) >= TICKS else ():
        block, text = blocks[place]
        blocks[place] = Heading(3, tuple(spans(block))), text
    return blocks


class _Copies:
    """Paragraphs that stand there twice for another screen: one after the other, or after the same text as before."""

    def __init__(self) -> None:
        self.before = ""
        self.followed: dict[str, str] = {}

    def has(self, text: str) -> bool:
        """Whether a paragraph is such a copy; alone one may come back on purpose."""
        if len(text) <= TWICE:
            return False
        before, self.before = self.before, text
        known = self.followed.setdefault(text, "")
        self.followed[text] = before
        return before == text or (before != "" and known == before)


def _before_end(blocks: list[tuple[Block, str]]) -> list[Block]:
    """What stands before an offer to subscribers, or those who handled the text, if the rest is the shorter part."""
    lengths = [len(text) for _, text in blocks]
    left = whole = sum(lengths)
    signed = 0
    for place, (_, text) in enumerate(blocks):
        signed = signed + 1 if left < OFFER * whole and len(text) < LINE and HANDLED.fullmatch(text) else 0
        if left < OFFER * whole and (signed == SIGNED or (len(text) < CALLING and WALL.match(text))):
            return [block for block, _ in blocks[: place + 1 - max(1, signed)]]
        left -= lengths[place]
    return [block for block, _ in blocks]


def _is_small_print(text: str, place: int, count: int) -> bool:
    """Whether a short block speaks to its reader about the publication, or says when and by whom it was made."""
    if is_call(text):
        return True
    if len(text) >= LINE:
        return False
    if FURNITURE.fullmatch(text):
        return True
    if place < BEGIN and (WHEN.fullmatch(text) or ELSEWHERE.fullmatch(text)):
        return True
    small = (SAID_WHEN, HANDLED, FILED)
    return place >= count - END and any(pattern.fullmatch(text) for pattern in small)


def _is_empty(figure: Figure, base: str) -> bool:
    """Whether a picture is only a stand-in, or one that nobody outside can fetch and nothing is said of."""
    image = figure.image
    unsaid = not (image.alt or image.caption or image.credit)
    return STAND_IN.search(image.url) is not None or (unsaid and out_of_reach(image.url, base))


def trimmed(blocks: list[Block]) -> list[Block]:
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
    links = sum([len(span.text) for span in found if span.href])
    return links / sum([len(span.text) for span in found]) if links else 0.0


def spans(block: Block) -> list[Span]:
    """All runs of text in a block, in order."""
    if isinstance(block, Paragraph | Heading):
        return list(block.spans)
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
