"""A page of an old mirror → Article: the predecessor's Markdown, with the articles of five publications in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from tamizdat import urls
from tamizdat.errors import ExtractError
from tamizdat.extract import bylines, old_frames
from tamizdat.extract.blocks import read_blocks, text_of, walk
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
    Paragraph,
    Publication,
    Separator,
    Tag,
)


def recognises(body: bytes) -> bool:
    """Whether a Markdown page has the predecessor's frame: a title of the third level first, the address at its foot."""
    return body.lstrip()[:4] == b"### " and ("原文地址".encode() in body or "原文链接".encode() in body)


class OldMirrorExtractor:
    """Reads the predecessor's article pages."""

    version = "old-mirror/1"

    def extract(self, capture: Capture, publication: Publication) -> Article:
        """The article of a page; `ExtractError` names the fault of one that holds none."""
        frame = old_frames.unframe(capture.body)
        family = old_frames.family_of(frame.url)
        lead, blocks = _story(frame, family)
        text = text_of(blocks)
        if not text and lead is None and not blocks:
            raise ExtractError("the page has a frame and no article in it", "it was published empty; nothing is lost")
        old_frames.check_readable(frame.title + text)
        lines = text.split("\n")
        day = bylines.dateline("\n".join(lines[:8])) or old_frames.date_in_address(frame.url, family)
        return Article(
            id=urls.article_id(frame.url),
            publication=publication.id,
            url=frame.url,
            title=frame.title,
            capture=capture.id,
            extractor=self.version,
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
    blocks = list(read_blocks([body] if body is not None else [], frame.url, old_frames.is_residue))
    if family.pitch:
        blocks = list(_before(blocks, family.pitch))
    lead = blocks.pop(0) if blocks and isinstance(blocks[0], Figure) else None
    while blocks and isinstance(blocks[0], Separator):
        del blocks[0]
    while blocks and isinstance(blocks[-1], Separator):
        del blocks[-1]
    return lead.image if isinstance(lead, Figure) else None, tuple(blocks)


def _before(blocks: Sequence[Block], pitch: str) -> Iterator[Block]:
    """The blocks before the first that begins with a pitch."""
    for block in blocks:
        if isinstance(block, Paragraph | Heading) and plain(block.spans).startswith(pitch):
            return
        yield block


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
