"""A captured HTML page → Article: the story, and what the page says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from itertools import chain
from typing import Any, NamedTuple

from selectolax.lexbor import LexborNode

from tamizdat import page as pages
from tamizdat import urls
from tamizdat.errors import ExtractError
from tamizdat.extract import (
    authors,
    body,
    kinds,
    languages,
    lead,
    metadata,
    moments,
    repeats,
    rules,
    scripts,
    structured,
    tidy,
    titles,
    topics,
    visible,
    writers,
)
from tamizdat.extract.blocks import read_blocks, text_of
from tamizdat.extract.survey import Survey
from tamizdat.model import Article, Block, Capture, Learned, Publication, Rules, Support
from tamizdat.page import Page

# Of the text of the story's element stands in JSON-LD's `articleBody`, if that is the same story.
WITNESSED = 0.5
RULED = Support(1.0, "the publication's own rule")


class HtmlExtractor:
    """The extractor of news pages; a publication's rules come first, the page's own word next, then its shape.

    What was `learned` from other pages of the site is believed where enough of the story is left.
    """

    version = "html/2"

    def __init__(self, learned: Learned | None = None) -> None:
        self.learned = learned

    def extract(self, capture: Capture, publication: Publication) -> Article:
        """The article of a page; `ExtractError` names the kind of page where there is none."""
        return article(look(capture, publication, self.learned))


class Reading(NamedTuple):
    """What is known of a page before its article is made.

    `whole` are all blocks of what holds its story, `said` those of the story, `blocks` those that no other page
    repeats; `scripted` tells that they stand in a script of the page alone.
    """

    capture: Capture
    publication: Publication
    page: Page
    survey: Survey
    own: Rules | None
    data: dict[str, Any]
    story: body.Story
    title: str
    support: Support
    whole: tuple[Block, ...]
    said: tuple[Block, ...]
    blocks: tuple[Block, ...]
    scripted: bool


def look(capture: Capture, publication: Publication, learned: Learned | None = None) -> Reading:
    """The story of a page, read with what was learned unless that costs most of it.

    `ExtractError` names the kind of page where there is none.
    """
    kinds.check_answer(capture)
    if learned is not None:
        try:
            reading = _judged(read(capture, publication, learned))
        except ExtractError:
            return _judged(read(capture, publication))
        if repeats.is_whole(reading.survey, reading.story.places):
            return reading
    return _judged(read(capture, publication))


def _judged(reading: Reading) -> Reading:
    kinds.check_story(reading.capture, reading.page, reading.survey, reading.blocks, reading.data, reading.title)
    return reading


def read(capture: Capture, publication: Publication, learned: Learned | None = None) -> Reading:
    """A page as it is read before it is judged.

    There always are some blocks; whether they are an article is for `look` to say. `ExtractError` where it has no text.
    """
    page = pages.parse(capture.body, capture.final_url or capture.url, capture.headers.get("content-type", ""))
    root = page.tree.body
    if root is None:
        raise ExtractError(f"{capture.url} has no text", "a page of frames only names other pages; gather those")
    own = rules.rules_for(publication, capture.captured_at)
    data = structured.article_data(page)
    survey = Survey(root, _witness(data), _summary(page, data), learned)
    story = _story(page, survey, own)
    whole = read_blocks(story.nodes, page.base, story.pruned)
    title, support = _title(page, survey, own, data, publication)
    said = blocks = tidy.tidy(whole, title, page.base)
    if learned is not None:
        blocks = repeats.without(said, learned, (title, metadata.summary(page, data, title)))
    told = scripts.story(page, data, title) if kinds.is_little(blocks) else ()
    scripted = tidy.tidy(told, title, page.base)
    if scripted:
        said = blocks = scripted
    found = title, support, whole, said, blocks, bool(scripted)
    return Reading(capture, publication, page, survey, own, data, story, *found)


def _title(
    page: Page, survey: Survey, own: Rules | None, data: dict[str, Any], publication: Publication
) -> tuple[str, Support]:
    ruled = _ruled_text(page, own.title) if own else ""
    if ruled:
        return ruled, RULED
    headings = visible.headings(page, survey)
    if not headings.sure:
        headings = headings._replace(sure=next(iter(repeats.standing(survey, "title")), ""))
    return titles.title(page, data, headings, publication.name)


def article(reading: Reading) -> Article:
    """The article that a page was read as."""
    capture, publication, page, survey, _, data, story, title, support, whole, _, blocks, _ = reading
    image, blocks = lead.choose(page, data, survey, story.places, blocks)
    written = _writers(reading)
    shown = cache(partial(_shown, reading))
    published, dated = _published(reading, shown)
    url = metadata.address(page, capture)
    text = text_of(blocks)
    if not (title or text.strip()):
        raise ExtractError(f"{capture.url} has neither title nor text", "help with `rules` for this publication")
    return Article(
        id=urls.article_id(url),
        publication=publication.id,
        url=url,
        title=title or text[:80].partition("\n")[0],
        capture=capture.id,
        extractor=repeats.reading(HtmlExtractor.version, survey.learned),
        summary=metadata.summary(page, data, title),
        language=languages.language_of(text, page.language, publication.language),
        authors=written.names,
        section=metadata.section(page, data, capture, title),
        tags=topics.tags(page, survey, data, blocks, publication),
        published=published,
        modified=moments.modified(page, data, shown, published, publication, capture),
        blocks=blocks,
        lead=image,
        source_line=visible.source(page, survey, story.places[0], whole) or ", ".join(written.agencies),
        confidence={"title": support, "authors": written.support, "published": dated, "body": _body(reading)},
    )


def _body(reading: Reading) -> Support:
    """How sure the story's place is: named by the page, told by JSON-LD's `articleBody`, or by its prose alone."""
    survey, story = reading.survey, reading.story
    if story.sureness == 1.0:
        return RULED
    named = "the name of its element, its prose" if story.sureness > 0.7 else "its prose"
    begin = story.places[0]
    if survey.witnessed.get(begin, 0) > WITNESSED * survey.text[begin]:
        return Support(min(0.95, story.sureness + 0.1), f"JSON-LD, {named}")
    return Support(story.sureness, named)


def _published(reading: Reading, shown: Callable[[], list[visible.Shown]]) -> tuple[datetime | None, Support]:
    page, own, publication, capture = reading.page, reading.own, reading.publication, reading.capture
    clock = moments.Clock(page, publication, capture)
    ruled = next(clock.shown(_ruled_texts(page, own.published if own else "")), None)
    if ruled:
        return ruled.at, RULED
    return moments.published(page, reading.data, shown, publication, capture)


def _shown(reading: Reading) -> list[visible.Shown]:
    """What shows when it was published; where the page itself shows nothing, what stands at the place of the others."""
    begin, end = reading.story.places
    shown = visible.moments(reading.page, reading.survey, begin, end, reading.whole)
    return shown or [visible.Shown(text, "") for text in repeats.standing(reading.survey, "date")]


def _writers(reading: Reading) -> writers.Writers:
    page, survey, own, publication = reading.page, reading.survey, reading.own, reading.publication
    ruled = authors.names(_ruled_texts(page, own.authors if own else ""), publication.language)
    if ruled:
        return writers.parted(ruled, RULED)
    shown = repeats.or_standing(visible.bylines(page, survey, reading.story.places[0], reading.whole), survey, "byline")
    signed = chain(visible.linked_authors(page, survey), visible.signatures(reading.whole))
    language = publication.language or page.language
    return writers.writers(page, reading.data, shown, signed, publication.name, language)


def _story(page: Page, survey: Survey, own: Rules | None) -> body.Story:
    """What the publication's rules select, else what holds the story by its shape."""
    dropped = rules.dropped(page, own)
    selected = _outermost(rules.select(page, own.body)) if own else []
    if selected:
        begin = min(survey.places.get(node.mem_id, 0) for node in selected)
        end = max(survey.ends[survey.places.get(node.mem_id, 0)] for node in selected)
        return body.Story(tuple(selected), (begin, end), dropped, 1.0)
    story = body.find(survey, page.base)
    return story._replace(pruned=story.pruned | dropped)


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """The nodes that stand in no other of them."""
    chosen = {node.mem_id for node in nodes}
    outer = []
    for node in nodes:
        parent = node.parent
        while parent is not None and parent.mem_id not in chosen:
            parent = parent.parent
        if parent is None:
            outer.append(node)
    return outer


def _ruled_texts(page: Page, selector: str) -> list[str]:
    found = [
        node.attributes.get("datetime") or node.attributes.get("content") or node.text(separator=" ")
        for node in rules.select(page, selector)[:20]
    ]
    return [text for text in map(pages.one_line, found) if text]


def _ruled_text(page: Page, selector: str) -> str:
    return next(iter(_ruled_texts(page, selector)), "")


def _summary(page: Page, data: dict[str, Any]) -> str:
    """What the page tells machines that it is about: often its opening paragraph, word for word."""
    told = (data.get("description"), page.meta.get("og:description"), page.meta.get("description"))
    return structured.unescape(next((each for each in told if isinstance(each, str) and len(each) > 40), ""))


def _witness(data: dict[str, Any]) -> str:
    """The article's text as the page tells it to machines, without white space; "" if it tells too little."""
    told = data.get("articleBody")
    text = "".join(structured.unescape(told).split()) if isinstance(told, str) else ""
    return text if len(text) > 400 else ""
