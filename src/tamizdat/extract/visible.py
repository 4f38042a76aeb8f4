"""What readers see around a story: the headline, the byline, the date, the line that names the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborNode

from tamizdat.extract import figures, small_print
from tamizdat.extract.blocks import text_of
from tamizdat.extract.reader import text_below
from tamizdat.extract.survey import Survey
from tamizdat.model import Block, Heading, Paragraph
from tamizdat.page import Page, one_line

DATELINE = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)[讯訊电電]")
WRITTEN_BY = re.compile(
    r"(?:^|[（(【\s])(?:[^\s（(【]{0,12})(?:记者|記者)\s{0,2}([^\s）)】,，。]{2,12}?)\s{0,2}(?:[^\s）)】]{0,4}(?:综合|綜合|报导|報導|报道|報道|编译|編譯|采访|採訪))[）)】]?"
)
WRITTEN_LINE = re.compile(
    r"^(?:By|Von|Par|Por|Di|Автор|Текст|作者|撰文|文|نویسنده|گزارش)\s{0,2}[:：/／|]?\s{0,2}(.{2,80})$"
)

# Two to four words that each begin with a capital letter.
NAME = re.compile(r"[^\W\d_a-z][\w.'’-]{0,20}(?:\s[^\W\d_a-z][\w.'’-]{0,20}){1,3}")
# What stands before a name even where what surrounds the story stands.
BY = re.compile(r"\s{0,300}(?:by|von|par|por|di|door|af|av|przez|автор|текст)\b", re.IGNORECASE)
# Links to the page of an author, by their addresses.
AUTHOR_LINKS = ", ".join(
    f"a[href*='/{word}' i]" for word in ("author", "autor", "auteur", "reporter", "journalist", "people/", "redakt")
)
# How far above a name the caption is looked for that it may stand in.
PICTURE_DEPTH = 4
# How far above a heading the trail is looked for that it may stand in.
CRUMB_DEPTH = 4


class Headings(NamedTuple):
    """The heading that readers see over the story ("" if none is sure), and those that may be it."""

    sure: str
    doubtful: list[str]


def headings(page: Page, survey: Survey) -> Headings:
    """The visible headline: the heading marked as such, or the longest <h1> that stands in no furniture.

    Papers that write their <h1> for search engines put it into the trail of breadcrumbs; the headline is an <h2> then.
    """
    best, doubtful = "", []
    for node in page.marked("h1")[:20]:
        place: int | None = survey.places.get(node.mem_id)
        text = one_line(text_below(node))
        if place is None or not 3 < len(text) < 400 or _is_crumb(survey, place):
            continue
        if "headline" in (node.attributes.get("itemprop") or ""):
            return Headings(text, [])
        if survey.outside(survey.parents[place]):
            doubtful.append(text)
        elif len(text) > len(best):
            best = text
    if not best:
        places = (place for place, tag in enumerate(survey.tags) if tag == "h2" and not _is_crumb(survey, place))
        doubtful += [one_line(text_below(survey.nodes[place])) for place in islice(places, 5)]
    return Headings(best, doubtful)


def _is_crumb(survey: Survey, place: int) -> bool:
    """Whether an element stands in the trail that leads from the home page to the story."""
    for _ in range(CRUMB_DEPTH):
        if place < 0:
            break
        if "crumb" in survey.names[place].lower():
            return True
        place = survey.parents[place]
    return False


def bylines(page: Page, survey: Survey, blocks: tuple[Block, ...]) -> Iterator[str]:
    """The lines that name who wrote it, the surest first; nothing is looked for before it is asked for."""
    told = [*page.marked("rel=author")[:6], *page.marked("itemprop=author")[:6]]
    found = [_line(node) for node in told if not _is_of_picture(survey, node)]
    if not any(found):
        found = [_line(node) for node in _showing(survey, "byline") if not _is_of_picture(survey, node)]
    for line in text_of(blocks[:2]).splitlines()[:4]:
        written = WRITTEN_LINE.match(line) if len(line) < 90 else WRITTEN_BY.search(line[:200])
        if written:
            found.append(written[1])
    if not any(found):
        found = small_print.writers(_small_print(survey)) or _linked_authors(page, survey)
    yield from filter(None, found)


def _linked_authors(page: Page, survey: Survey) -> list[str]:
    """The first links to pages of authors that stand in no furniture, those beside each other."""
    found: list[str] = []
    beside = None
    for node in page.tree.css(AUTHOR_LINKS)[:20]:
        parent = node.parent
        place = survey.places.get(parent.mem_id) if parent is not None else None
        if parent is None or place is None or _is_of_picture(survey, node):
            continue
        if survey.outside(place) and not BY.match(parent.text()):
            continue
        if beside not in (None, place):
            break
        beside = place
        found.append(_line(node))
    return found


def signatures(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The first or last paragraph, if it is set in bold or italics as a whole and looks like a name.

    A paragraph in bold type was read as a heading.
    """
    ends = [each for each in (*blocks[:2], *blocks[-2:]) if isinstance(each, Paragraph | Heading)]
    for block in ends:
        spans = [span for span in block.spans if span.text.strip()]
        text = one_line("".join(span.text for span in spans))
        if (
            len(text) <= 40
            and NAME.fullmatch(text)
            and (isinstance(block, Heading) or all(span.strong or span.emphasis for span in spans))
        ):
            yield text
            return


def moments(page: Page, survey: Survey, blocks: tuple[Block, ...]) -> Iterator[str]:
    """The texts that show when it was published, the surest first."""
    for node in [*page.marked("itemprop=datePublished")[:4], *page.marked("time")[:8]]:
        yield node.attributes.get("datetime") or node.attributes.get("content") or one_line(node.text())[:80]
    for line in text_of(blocks[:3]).splitlines()[:4]:
        dateline = DATELINE.search(line[:120])
        if dateline:
            yield dateline[1]
    for node in _showing(survey, "date"):
        yield _line(node)
    for node in _showing(survey, "source"):
        yield one_line(node.text())[:120]


def source(survey: Survey, blocks: tuple[Block, ...]) -> str:
    """Where the publication says that it has the text from, verbatim; "" if it does not say."""
    lines = text_of(blocks).splitlines()
    return small_print.source([*_small_print(survey), *(line for line in [*lines[:3], *lines[-4:]] if len(line) < 200)])


def _small_print(survey: Survey) -> list[str]:
    nodes = (node for node in _showing(survey, "source") if not _is_of_picture(survey, node))
    return [small_print.line(text_below(node)) for node in nodes]


def _showing(survey: Survey, what: Literal["byline", "date", "source"]) -> Iterator[LexborNode]:
    """The first small elements whose names say that they show something."""
    places = (place for place, judgement in survey.showing if getattr(judgement, what) and survey.text[place] < 400)
    return (survey.nodes[place] for place in islice(places, 8))


def _is_of_picture(survey: Survey, node: LexborNode) -> bool:
    """Whether an element stands in a figure, a caption or a credit: who is named there made the picture."""
    above: LexborNode | None = node
    for _ in range(PICTURE_DEPTH):
        if above is None:
            break
        place = survey.places.get(above.mem_id)
        if figures.label(above.attributes) or (place is not None and survey.quoted[place]):
            return True
        above = above.parent
    return False


def _line(node: LexborNode) -> str:
    text = node.attributes.get("content") or one_line(node.text(separator=" "))
    return text if len(text) <= 120 else ""
