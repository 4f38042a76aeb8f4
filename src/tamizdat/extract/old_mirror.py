"""A page of an old mirror → Article: the predecessor's Markdown, with the articles of five publications in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from tamizdat import urls
from tamizdat.blocks import walk
from tamizdat.errors import ExtractError
from tamizdat.extract import bylines, old_frames, repeats
from tamizdat.extract.blocks import read_blocks, text_of
from tamizdat.extract.chinese import chinese_script
from tamizdat.extract.old_frames import Family, Frame
from tamizdat.extract.spans import plain
from tamizdat.model import (
    Article,
    Block,
    Capture,
    Figure,
    Heading,
    Image,
    Learned,
    Paragraph,
    Publication,
    Separator,
    Tag,
)

RELATED = re.compile(
    "(?:相关|相關)(?:链接|鏈接|連結|新闻|新聞|报导|报道|報導|文章|阅读|閱讀)[:：]?|延伸(?:阅读|閱讀)[:：]?"
)


def recognises(body: bytes) -> bool:
    """Whether a Markdown page has the predecessor's frame: first a title of level three, at the foot the address."""
    return body.lstrip()[:4] == b"### " and ("原文地址".encode() in body or "原文链接".encode() in body)


class OldMirrorExtractor:
    """Reads the predecessor's article pages."""

    version = "old-mirror/1"

    def __init__(self, learned: Learned | None = None) -> None:
        self.learned = learned

    def extract(self, capture: Capture, publication: Publication) -> Article:
        """The article of a page; `ExtractError` names the fault of one that holds none."""
        frame = old_frames.unframe(capture.body)
        family = old_frames.family_of(frame.url)
        lead, blocks = _story(frame, family)
        said = text_of(blocks)
        blocks = repeats.without(blocks, self.learned, (frame.title,))
        text = text_of(blocks)
        if not blocks and lead is None:
            raise ExtractError("the page has a frame and no article in it", "it was published so; nothing is lost")
        old_frames.check_readable(frame.title + text)
        lines = said.split("\n")
        day = bylines.dateline("\n".join(lines[:8])) or old_frames.date_in_address(frame.url, family)
        return Article(
            id=urls.article_id(frame.url),
            publication=publication.id,
            url=frame.url,
            title=frame.title,
            capture=capture.id,
            extractor=repeats.reading(self.version, self.learned),
            language=chinese_script(frame.title + text) or publication.language,
            authors=bylines.authors_in_text(lines)
            or bylines.author_in_title(frame.title, capture.section in family.signed),
            section=capture.section,
            tags=tuple(_topics(blocks, family)),
            published=_midnight(day, publication.timezone) if day else capture.published,
            blocks=blocks,
            lead=lead,
        )


def _story(frame: Frame, family: Family) -> tuple[Image | None, tuple[Block, ...]]:
    """The picture that stands before the text, and the text."""
    body = LexborHTMLParser(frame.html).body
    if body is None:
        return None, ()
    residue = frozenset(node.mem_id for node in body.css(old_frames.RESIDUE))
    blocks = list(read_blocks([body], frame.url, residue))
    blocks = _without_related(_without_appeals(blocks, family))
    lead = blocks.pop(0) if blocks and isinstance(blocks[0], Figure) else None
    while blocks and isinstance(blocks[0], Separator):
        del blocks[0]
    while blocks and isinstance(blocks[-1], Separator):
        del blocks[-1]
    return lead.image if isinstance(lead, Figure) else None, tuple(blocks)


def _without_appeals(blocks: Sequence[Block], family: Family) -> list[Block]:
    """The blocks before the appeal for members, without other appeals."""
    if not (family.pitch or family.appeals):
        return list(blocks)
    kept: list[Block] = []
    for block in blocks:
        line = _line(block)
        if family.pitch and line.startswith(family.pitch):
            break
        if not (family.appeals and line.startswith(family.appeals)):
            kept.append(block)
    return kept


def _without_related(blocks: list[Block]) -> list[Block]:
    """The blocks without a label «related» and the links under it; where there are several they are the article."""
    labels = [place for place, block in enumerate(blocks) if RELATED.fullmatch(_line(block))]
    if len(labels) != 1:
        return blocks
    end = start = labels[0]
    while end + 1 < len(blocks) and _is_link(blocks[end + 1]):
        end += 1
    return blocks[:start] + blocks[end + 1 :] if end > start else blocks


def _is_link(block: Block) -> bool:
    """Whether all words of a paragraph or heading lead elsewhere."""
    return isinstance(block, Paragraph | Heading) and all(span.href or not span.text.strip() for span in block.spans)


def _line(block: Block) -> str:
    return plain(block.spans) if isinstance(block, Paragraph | Heading) else ""


def _topics(blocks: Sequence[Block], family: Family) -> Iterator[Tag]:
    """The topics that the text links to, each once, by the name it has there."""
    seen = set()
    for block in walk(blocks):
        for span in block.spans if isinstance(block, Paragraph | Heading) else ():
            url = urls.canonical(span.href) if span.href and family.topic.search(span.href) else ""
            if url and url not in seen:
                seen.add(url)
                yield Tag(span.text.strip(), url)


def _midnight(day: date, timezone: str) -> datetime:
    """The beginning of a day in the publication's zone: no page of an old mirror gives an hour."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone)).astimezone(UTC)
