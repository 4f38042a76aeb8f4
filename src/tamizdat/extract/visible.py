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

DATELINE = re.compile(
    r"(\d{4}年\d{1,2}月\d{1,2}日)\s?[讯訊电電]|【[^【】]{0,20}?(\d{4}年\d{1,2}月\d{1,2}日)[^【】]{0,12}】"
)
WRITTEN_BY = re.compile(
    r"(?:^|[（(【\s])(?:[^\s（(【]{0,12})(?:记者|記者)\s{0,2}([^\s）)】,，。]{2,12}?)\s{0,2}(?:[^\s）)】]{0,4}(?:综合|綜合|报导|報導|报道|報道|编译|編譯|采访|採訪))[）)】]?"
)
WRITTEN_LINE = re.compile(
    r"^(?:By|Von|Par|Por|Di|Автор|Текст|作者|撰文|文|نویسنده|گزارش)\s{0,2}[:：/／|]?\s{0,2}(.{2,80})$"
)

# Words that say that a date is of a change, and those that say that it is not.
UPDATED = re.compile(
    r"updated?\b|last (?:modified|changed)|modified|aktualisiert|geändert|stand:|mise? à jour"
    r"|modifié|actualizad|atualizad"
    r"|aggiornat|bijgewerkt|gewijzigd|oppdatert|sist endret|uppdaterad|opdateret|aktualiz"
    r"|обновлен|изменен|оновлен|güncelle"
    r"|更新|수정|업데이트|به.?روز|ویرایش|تحديث|עודכן|cập nhật|อัพเดท|อัปเดต|diperbarui|päivitetty|frissítve|actualitzat",
    re.IGNORECASE,
)
PUBLISHED_WORD = re.compile(
    r"published|posted|veröffentlicht|publi[ée]|publicad|pubblicat|gepubliceerd|publisert|publicerad|opublikowan|опубликован"
    r"|опубліковано|yayınlan|发布|發布|發佈|公開|입력|등록|انتشار|نشر|פורסם|đăng",
    re.IGNORECASE,
)
CHANGED_NAME = re.compile(
    r"updated|modif|aktualisiert|last.?update|update.?(?:time|date)|(?:time|date).?update", re.IGNORECASE
)
# The longest line that is a signature.
SIGNATURE = 60
# A link that holds a date and this much text leads to another story; how far above it is looked for.
TEASER = 60
TEASER_DEPTH = 5
# Two to four words that each begin with a capital letter, and several such names in a row.
ONE_NAME = r"[^\W\d_a-z][\w.'’-]{0,20}(?:\s[^\W\d_a-z][\w.'’-]{0,20}){1,3}"
NAME = re.compile(rf"{ONE_NAME}(?:(?:\s?[/,&]\s?|\s(?:and|und|et|y|e|и|та)\s){ONE_NAME}){{0,3}}")
# What stands before a name even where what surrounds the story stands.
BY = re.compile(r"\s{0,300}(?:by|von|par|por|di|door|af|av|przez|автор|текст)\b", re.IGNORECASE)
# Links to the page of an author, by their addresses.
AUTHOR_LINKS = ", ".join(
    f"a[href*='/{word}' i]" for word in ("author", "autor", "auteur", "reporter", "journalist", "redakt")
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
    for line in [*text_of(blocks[:2]).splitlines()[:4], *text_of(blocks[-1:]).splitlines()[-2:]]:
        written = WRITTEN_LINE.match(line) if len(line) < 90 else WRITTEN_BY.search(line[:200])
        if written:
            found.append(written[1])
    if not any(found):
        found = small_print.writers(_small_print(survey))
    yield from filter(None, found)


def linked_authors(page: Page, survey: Survey) -> Iterator[str]:
    """The first links to pages of authors that stand in no furniture, those beside each other."""
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
        yield _line(node)


def signatures(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The first or last paragraph, if it is set in bold or italics as a whole and looks like a name.

    A paragraph in bold type was read as a heading.
    """
    ends = [each for each in (*blocks[:2], *blocks[-2:]) if isinstance(each, Paragraph | Heading)]
    for block in ends:
        spans = [span for span in block.spans if span.text.strip()]
        text = one_line("".join(span.text for span in spans))
        if (
            len(text) <= SIGNATURE
            and NAME.fullmatch(text)
            and (isinstance(block, Heading) or all(span.strong or span.emphasis for span in spans))
        ):
            yield text
            return


class Shown(NamedTuple):
    """What an element shows of when the story was published, and of when it was changed; "" where it shows none."""

    published: str
    modified: str


def moments(page: Page, survey: Survey, begin: int, end: int, blocks: tuple[Block, ...]) -> list[Shown]:
    """What shows when it was published or changed, the surest first; `begin` and `end` are the story's in the survey.

    Behind the headline and in the story first, then what stands before it from near to far, last what follows: there
    stand the dates of other stories and of comments.
    """
    marked = [Shown(_machine(node), "") for node in page.marked("itemprop=datePublished")[:4]]
    marked += [Shown("", _machine(node)) for node in page.marked("itemprop=dateModified")[:4]]
    lines = (DATELINE.search(line[:120]) for line in text_of(blocks[:3]).splitlines()[:4])
    marked += [Shown(found[1] or found[2], "") for found in lines if found]
    start = min([begin, *(survey.places.get(node.mem_id, begin) for node in page.marked("h1")[:20])])
    nodes = {survey.places[node.mem_id]: node for node in page.marked("time")[:60] if node.mem_id in survey.places}
    for place, judgement in survey.showing:
        if (judgement.date or judgement.source) and survey.text[place] < 400:
            nodes.setdefault(place, survey.nodes[place])
    order = sorted(nodes, key=lambda place: (place >= end, place < start, abs(place - start)))
    shown = [_shown(nodes[place]) for place in order[:20] if not _is_teaser(nodes[place])]
    return marked + shown


def _machine(node: LexborNode) -> str:
    return node.attributes.get("datetime") or node.attributes.get("content") or one_line(node.text())[:80]


def _shown(node: LexborNode) -> Shown:
    """What an element shows; a label before it or in its class says that it is of a change."""
    if node.tag == "time":
        said = node.attributes.get("datetime") or one_line(node.text())[:80]
        above = node.parent
        names = f"{node.attributes.get('class')} {above.attributes.get('class') if above is not None else ''}"
        changed = CHANGED_NAME.search(names) or UPDATED.search(f"{_before(node)} {one_line(node.text())[:80]}")
        return Shown("", said) if changed else Shown(said, "")
    text = node.attributes.get("content") or one_line(node.text(separator=" "))[:160]
    found = UPDATED.search(text)
    if not found:
        return Shown("", text) if CHANGED_NAME.search(node.attributes.get("class") or "") else Shown(text, "")
    first = PUBLISHED_WORD.search(text, found.end())
    if first:
        return Shown(text[: found.start()] + text[first.start() :], text[found.start() : first.start()])
    return Shown(text[: found.start()], text[found.start() :])


def _before(node: LexborNode) -> str:
    """The text right before an element on its line."""
    before = node.prev
    while before is not None and before.is_text_node and not (before.text_content or "").strip():
        before = before.prev
    return one_line(before.text())[-40:] if before is not None else ""


def _is_teaser(node: LexborNode) -> bool:
    """Whether an element stands in a link that says more than it: the date of another story."""
    above = node.parent
    for _ in range(TEASER_DEPTH):
        if above is None:
            break
        if above.tag == "a":
            return len(above.text()) > TEASER
        above = above.parent
    return False


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
