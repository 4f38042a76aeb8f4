"""What readers see around a story: the headline, the byline, the date, the line that names the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from tamizdat import urls
from tamizdat.extract import figures, small_print, words
from tamizdat.extract.blocks import text_of
from tamizdat.extract.bylines import without_place
from tamizdat.extract.phrases import WHEN
from tamizdat.extract.reader import text_below
from tamizdat.extract.survey import Survey
from tamizdat.model import Block, Heading, Paragraph
from tamizdat.page import Page, one_line

DATELINE = re.compile(
    r"(\d{4}年\d{1,2}月\d{1,2}日)\s?[讯訊电電]|【[^【】]{0,20}?(\d{4}年\d{1,2}月\d{1,2}日)[^【】]{0,12}】"
)
# Reporters with the place that they stand before: 记者岳文骁、李言北京综合报导.
WRITTEN_BY = re.compile(
    r"(?:^|[（(【\s])[^\s（(【]{0,12}(?:记者|記者)\s{0,2}([^\s）)】,，。]{2,16}?)\s{0,2}[／/]?"
    r"(?:综合|綜合|报导|報導|报道|報道|编译|編譯|采访|採訪){1,3}(?=[）)】\s:：／/]|$)"
)
# Chinese names have two or three characters, but for those of families with two.
TWO_CHARACTERS = re.compile(
    "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|慕容|令狐|皇甫|尉迟|公孙|公孫|夏侯|端木|司徒|南宫|南宮"
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
# Links that are called a source or a name.
SOURCE_LINKS = "a.source, .source > a, a.laiyuan"
NAME_LINKS = ".name > a, a.name"
LONGEST_NAME = 40
# How far above a name the caption is looked for that it may stand in.
PICTURE_DEPTH = 4
# How many elements behind the headline are looked at for a line without a name, and how long it is at most.
UNNAMED = 40
LONGEST_LINE = 120
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
        if place is None or not 3 < len(text) < 400 or _is_crumb(survey, place) or _is_site(page, node, text):
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


def _is_site(page: Page, node: LexborNode, text: str) -> bool:
    """Whether a heading is the site's name, or leads to its home page as a logo does."""
    if text.casefold() == page.meta.get("og:site_name", "").casefold():
        return True
    link = node.css_first("a[href]")
    url = urls.join(page.base, link.attributes.get("href") or "") if link is not None else ""
    return bool(url) and urlsplit(url).path in ("", "/") and urls.same_site(url, page.url)


def _is_crumb(survey: Survey, place: int) -> bool:
    """Whether an element stands in the trail that leads from the home page to the story."""
    for _ in range(CRUMB_DEPTH):
        if place < 0:
            break
        if "crumb" in survey.names[place].lower():
            return True
        place = survey.parents[place]
    return False


def bylines(page: Page, survey: Survey, begin: int, blocks: tuple[Block, ...]) -> Iterator[str]:
    """The lines that name who wrote it, the surest first; nothing is looked for before it is asked for.

    `begin` is where in the survey the story begins.
    """
    told = [*page.marked("rel=author")[:6], *page.marked("itemprop=author")[:6]]
    found = [_line(node) for node in told if not _is_of_picture(survey, node)]
    if not any(found):
        found = [_line(node) for node in _showing(page, survey, begin, "byline") if not _is_of_picture(survey, node)]
    for line in [*text_of(blocks[:2]).splitlines()[:4], *text_of(blocks[-1:]).splitlines()[-2:]]:
        written = (WRITTEN_LINE.match(line) if len(line) < 90 else None) or WRITTEN_BY.search(line[:200])
        if written:
            found.append(written[1] if written.re is WRITTEN_LINE else _reporters(written[1]))
    if not any(found):
        found = small_print.writers(_small_print(page, survey, begin)) or _linked(page, survey, begin, NAME_LINKS)
    yield from filter(None, found)


def _reporters(text: str) -> str:
    """The names in what stands between 记者 and 报导, without the place behind them."""
    names = without_place(re.split("[／/]", text)[0])
    before, mark, last = names.rpartition("、")
    if "\u4e00" <= last[0:1] <= "\u9fff" and len(last) > 3 and not TWO_CHARACTERS.match(last):
        last = last[: 2 if len(last) == 4 else 3]
    return before + mark + last


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
    start = _headline(page, survey, begin)
    nodes = {survey.places[node.mem_id]: node for node in page.marked("time")[:60] if node.mem_id in survey.places}
    for place, judgement in survey.showing:
        if (judgement.date or judgement.source) and survey.text[place] < 400:
            nodes.setdefault(place, survey.nodes[place])
    nodes = {place: node for place, node in nodes.items() if not _is_aside(survey, place, start, begin)}
    order = sorted(nodes, key=lambda place: (place >= end, place < start, abs(place - start)))
    shown = [_shown(nodes[place]) for place in order[:20] if not _is_teaser(nodes[place])]
    return marked + shown or _unnamed(survey, start, begin, blocks)


def _unnamed(survey: Survey, start: int, begin: int, blocks: tuple[Block, ...]) -> list[Shown]:
    """Lines that say when, in elements without a name: between headline and story, else the first of its blocks."""
    places = [place for place in range(start + 1, min(begin, start + UNNAMED)) if 0 < survey.text[place] < LONGEST_LINE]
    lines = [one_line(text_below(survey.nodes[place])) for place in places]
    lines += text_of(blocks[:2]).splitlines()[:3]
    return [_parted(line) for line in lines if len(line) < LONGEST_LINE and WHEN.fullmatch(line)]


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
    if not UPDATED.search(text) and CHANGED_NAME.search(node.attributes.get("class") or ""):
        return Shown("", text)
    return _parted(text)


def _parted(text: str) -> Shown:
    """A line that may say two moments: of the change behind its word, of publication elsewhere."""
    found = UPDATED.search(text)
    if not found:
        return Shown(text, "")
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


def source(page: Page, survey: Survey, begin: int, blocks: tuple[Block, ...]) -> str:
    """Where the publication says that it has the text from, verbatim; "" if it does not say."""
    lines = text_of(blocks).splitlines()
    lines = [line for line in [*lines[:3], *lines[-4:]] if len(line) < 200]
    named = small_print.source([*_small_print(page, survey, begin), *lines])
    return named or next(iter(_linked(page, survey, begin, SOURCE_LINKS)), "")


def _linked(page: Page, survey: Survey, begin: int, selector: str) -> list[str]:
    """The texts of the links in the small print that a selector finds."""
    links = (link for node in _showing(page, survey, begin, "source") for link in node.css(selector))
    return [text for text in map(_line, links) if 1 < len(text) <= LONGEST_NAME]


def _small_print(page: Page, survey: Survey, begin: int) -> list[str]:
    nodes = (node for node in _showing(page, survey, begin, "source") if not _is_of_picture(survey, node))
    return [small_print.line(text_below(node)) for node in nodes]


def _showing(page: Page, survey: Survey, begin: int, what: Literal["byline", "date", "source"]) -> Iterator[LexborNode]:
    """The first small elements whose names say that they show something of the story, which begins at `begin`."""
    start = _headline(page, survey, begin)
    places = (
        place
        for place, judgement in survey.showing
        if getattr(judgement, what) and survey.text[place] < 400 and not _is_aside(survey, place, start, begin)
    )
    return (survey.nodes[place] for place in islice(places, 8))


def _headline(page: Page, survey: Survey, begin: int) -> int:
    """Where the first <h1> stands, or the story if that begins before it."""
    return min([begin, *(survey.places.get(node.mem_id, begin) for node in page.marked("h1")[:20])])


def _is_aside(survey: Survey, place: int, start: int, begin: int) -> bool:
    """Whether an element stands in furniture that is no line of small print: in a sidebar, a teaser, a comment.

    Between headline and story only an <aside> is: whatever else stands there, by whatever name, speaks of the story.
    """
    between = start <= place < begin
    place = survey.parents[place]
    while place >= 0:
        aside = survey.furniture[place] and (survey.tags[place] == "aside" or not between)
        if aside and not words.judge(survey.names[place]).shows:
            return True
        place = survey.parents[place]
    return False


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
