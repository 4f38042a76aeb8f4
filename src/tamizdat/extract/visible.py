"""What readers see around a story: the headline, the byline, the date, the line that names the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

from tamizdat.extract import words
from tamizdat.extract.blocks import text_of
from tamizdat.extract.survey import Survey
from tamizdat.model import Block
from tamizdat.page import Page, one_line

BYLINE = re.compile(
    r" (?:author(?:s|name)?|by ?line|byl|writer|reporter|journalist|autor|auteur|autore|redakteur|zuozhe|creator) "
)
DATE = re.compile(
    r" (?:date\w*|time|times?tamp|published?|pub ?\w*|posted|created|updated|dateline|datum|fecha|data|riqi) "
)
SOURCE = re.compile(r" (?:source|origin|from|agency|laiyuan|ly|info|meta|post ?meta|article ?info) ")
DATELINE = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)[讯訊电電]")
WRITTEN_BY = re.compile(
    r"(?:^|[（(【\s])(?:[^\s（(【]{0,12})(?:记者|記者)\s{0,2}([^\s）)】,，。]{2,12}?)\s{0,2}(?:[^\s）)】]{0,4}(?:综合|綜合|报导|報導|报道|報道|编译|編譯|采访|採訪))[）)】]?"
)
WRITTEN_LINE = re.compile(
    r"^(?:By|Von|Par|Por|Di|Автор|Текст|作者|撰文|文|نویسنده|گزارش)\s{0,2}[:：/／|]?\s{0,2}(.{2,80})$"
)


def heading(page: Page, survey: Survey) -> str:
    """The visible headline: the heading marked as such, or the <h1> that holds most words and stands in no furniture."""
    best = ""
    for node in page.tree.css("h1")[:20]:
        text = one_line(node.text())
        place: int | None = survey.places.get(node.mem_id)
        if place is None or not 3 < len(text) < 400:
            continue
        if "headline" in (node.attributes.get("itemprop") or ""):
            return text
        if len(text) > len(best) and not _in_furniture(survey, survey.parents[place]):
            best = text
    return best


def bylines(page: Page, survey: Survey, blocks: tuple[Block, ...]) -> list[str]:
    """The lines that name who wrote it, the surest first."""
    found = [_line(node) for node in page.tree.css("[rel~=author], [itemprop~=author]")[:6]]
    if not any(found):
        found = [_line(node) for node in _named(survey, BYLINE)]
    for line in text_of(blocks[:2]).splitlines()[:4]:
        written = WRITTEN_LINE.match(line) if len(line) < 90 else WRITTEN_BY.search(line[:200])
        if written:
            found.append(written[1])
    return [line for line in found if line]


def moments(page: Page, survey: Survey, blocks: tuple[Block, ...]) -> Iterator[str]:
    """The texts that show when it was published, the surest first."""
    for node in page.tree.css("time, [itemprop~=datePublished]")[:8]:
        yield node.attributes.get("datetime") or node.attributes.get("content") or one_line(node.text())[:80]
    for line in text_of(blocks[:3]).splitlines()[:4]:
        dateline = DATELINE.search(line[:120])
        if dateline:
            yield dateline[1]
    for node in _named(survey, DATE):
        yield _line(node)
    for node in _named(survey, SOURCE):
        yield one_line(node.text())[:120]


def sources(survey: Survey, blocks: tuple[Block, ...]) -> Iterator[str]:
    """The lines that may say where the text is from."""
    for node in _named(survey, SOURCE):
        yield one_line(node.text())[:200]
    lines: Iterable[str] = text_of(blocks).splitlines()
    lines = list(lines)
    yield from (line for line in [*lines[:3], *lines[-4:]] if len(line) < 200)


def _named(survey: Survey, pattern: re.Pattern[str]) -> Iterator[LexborNode]:
    """Small elements whose names match, outside of what is surely far from the story."""
    count = 0
    for place, name in enumerate(survey.names):
        if (
            len(name) > 1
            and survey.text[place] < 400
            and survey.furniture[place] < 2
            and pattern.search(words.name_words(name))
        ):
            yield survey.nodes[place]
            count += 1
            if count == 8:
                return


def _line(node: LexborNode) -> str:
    text = node.attributes.get("content") or one_line(node.text(separator=" "))
    return text if len(text) <= 120 else ""


def _in_furniture(survey: Survey, place: int) -> bool:
    while place >= 0:
        if survey.furniture[place]:
            return True
        place = survey.parents[place]
    return False
