"""What comes out of the pipeline is what the newspaper's files say: every story, with all that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tamizdat.blocks import walk
from tamizdat.extract.blocks import text_of
from tamizdat.model import Article, Capture, Failure, Figure, Heading, Paragraph, Quote, Table
from tamizdat.newsroom import Newsroom, newspaper_folder
from tamizdat.newsroom.paper import Story, read_paper
from tamizdat.pipeline.demo import write_demo
from tamizdat.pipeline.extract import extract
from tamizdat.pipeline.gather import gather
from tamizdat.pipeline.press import Event, Press, Result, open_press
from tamizdat.urls import canonical, join

# The day after the newest story, and three days later, when one has been edited.
FIRST, LATER = "1773619200", "1773878400"
PAPER = read_paper(newspaper_folder(), "first")
READABLE = {
    f"{desk.id}/{story.name}": (desk, story)
    for desk in PAPER.values()
    for story in desk.stories
    if (not story.served or story.feed) and "/private/" not in story.address
}
# Quotes, lists and cells hold paragraphs; an element is a line of its own if it holds none.
LINES = "p, h2, h3, li, tr"
# Their pages show a story's summary above its text; those of the others tell it to machines alone.
STANDFIRST = {"en", "fa"}


class Mirrored(NamedTuple):
    """A press after its first run of gather and extract."""

    newsroom: Newsroom
    folder: Path
    articles: dict[str, Article]
    captures: dict[str, Capture]
    failures: dict[str, Failure]


def work(press: Press) -> list[Event]:
    return [event for stage in (gather, extract) for event in stage(press)]


def counted(events: list[Event], what: str) -> int:
    return sum(event.counts.get(what, 0) for event in events if isinstance(event, Result))


@pytest.fixture(scope="module")
def mirrored(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mirrored]:
    folder = tmp_path_factory.mktemp("press")
    write_demo(folder, newsroom.address)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", FIRST)
        with open_press(folder) as press:
            events = work(press)
            articles = [press.archive.article(id) for id in sorted(set(press.archive.aliases().values()))]
            captures = {article.url: press.archive.capture(article.capture) for article in articles}
        failures = {event.subject: event for event in events if isinstance(event, Failure)}
        yield Mirrored(newsroom, folder, {article.url: article for article in articles}, captures, failures)


def address(mirrored: Mirrored, story: Story) -> str:
    return canonical(mirrored.newsroom.address + story.address)


@pytest.fixture
def article(name: str, mirrored: Mirrored) -> Article:
    _, story = READABLE[name]
    return mirrored.articles[address(mirrored, story)]


stories = pytest.mark.parametrize("name", sorted(READABLE))


# --- what a file says, read without our extractor ----------------------------------------------------------------


def seen(body: str, selector: str) -> list[LexborNode]:
    """The elements of a story that a reader sees."""
    tree = LexborHTMLParser(f"<body>{body}</body>")
    for hidden in tree.css('script, style, svg, form, [style*="display:none"]'):
        hidden.decompose()
    return tree.css(selector)


def line(node: LexborNode) -> str:
    """The text of an element, its line breaks kept and its white space settled."""
    broken = LexborHTMLParser(re.sub(r"<br>\s*", "\v", node.html or "")).body
    assert broken
    return "\n".join(" ".join(part.split()) for part in broken.text().split("\v"))


def lines(body: str) -> list[str]:
    found = []
    for node in seen(body, LINES):
        if node.tag == "tr":
            found.append("\t".join(line(cell) for cell in node.css("td, th")))
        else:
            found.append(line(node))
    return found


# --- story by story ----------------------------------------------------------------------------------------------


@stories
def test_title_time_and_language(name: str, article: Article) -> None:
    desk, story = READABLE[name]
    assert article.title == story.title
    assert article.published == story.published
    assert article.modified is None
    assert article.language.partition("-")[0] == desk.language.partition("-")[0]


@stories
def test_authors(name: str, article: Article) -> None:
    assert article.authors == READABLE[name][1].authors


@stories
def test_where_the_text_is_from(name: str, article: Article) -> None:
    assert article.source_line == ("港灯" if name.startswith("zh/") else "")


@stories
def test_section(name: str, article: Article) -> None:
    desk, story = READABLE[name]
    assert article.section == desk.sections[story.section]


@stories
def test_tags_have_the_addresses_of_their_pages(name: str, article: Article, mirrored: Mirrored) -> None:
    desk, story = READABLE[name]
    in_feed = bool(story.feed)  # a feed has no topics
    pages = {tag: canonical(mirrored.newsroom.address + desk.tagged(tag)) for tag in story.tags if not in_feed}
    assert {tag.name: tag.url for tag in article.tags} == pages


@stories
def test_the_lead_picture(name: str, article: Article, mirrored: Mirrored) -> None:
    _, story = READABLE[name]
    if story.lead is None:
        assert article.lead is None
        return
    assert article.lead
    assert article.lead.url == f"{mirrored.newsroom.address}/pictures/{story.lead.picture}"
    assert article.lead.alt == story.lead.alt
    assert (article.lead.caption, article.lead.credit) == (story.lead.caption, story.lead.credit)


@stories
def test_the_text(name: str, article: Article) -> None:
    desk, story = READABLE[name]
    standfirst = [story.summary] if desk.id in STANDFIRST and not story.feed else []
    assert text_of(article.blocks).splitlines() == "\n".join([*standfirst, *lines(story.body)]).splitlines()
    headings = [block for block in article.blocks if isinstance(block, Heading)]
    assert len(headings) == len(seen(story.body, "h2, h3"))


@stories
def test_pictures_and_tables(name: str, article: Article) -> None:
    _, story = READABLE[name]
    pictures = [block.image for block in article.blocks if isinstance(block, Figure)]
    captions = [line(node) for node in seen(story.body, "figcaption")]
    assert [f"{image.caption} {image.credit}".strip() for image in pictures if image.caption] == captions
    tables = [block.caption for block in article.blocks if isinstance(block, Table)]
    assert tables == [line(node) for node in seen(story.body, "caption")]


@stories
def test_quotes_and_whose_words_they_are(name: str, article: Article) -> None:
    _, story = READABLE[name]
    sources = [line(node) for node in seen(story.body, "blockquote footer")]
    quotes = [block for block in article.blocks if isinstance(block, Quote)]
    assert len(quotes) == len(seen(story.body, "blockquote"))
    assert [quote.source for quote in quotes if quote.source] == sources


@stories
def test_links_lead_where_they_should(name: str, article: Article, mirrored: Mirrored) -> None:
    _, story = READABLE[name]
    found = [
        (span.text, canonical(span.href))
        for block in walk(article.blocks)
        if isinstance(block, Paragraph)
        for span in block.spans
        if span.href
    ]
    expected = []
    for node in seen(story.body, "a[href]"):
        href = node.attributes["href"] or ""
        if href.startswith("story:"):
            href = READABLE[href.removeprefix("story:")][1].address
        if target := canonical(join(article.url, href)):
            expected.append((line(node), target))
    assert found == expected
    for text, target in found:
        topic = "/tag/" in target or "/mozu/" in target
        assert topic or target in mirrored.articles, f"{text} leads to {target}"


# --- the whole paper ---------------------------------------------------------------------------------------------


def test_nothing_else_is_an_article(mirrored: Mirrored) -> None:
    assert set(mirrored.articles) == {address(mirrored, story) for _, story in READABLE.values()}
    assert len(mirrored.failures) == 4


@pytest.mark.parametrize(
    ("name", "stage", "words"),
    [
        ("en/fish-auction", "gather", "is forbidden by the robots.txt"),
        ("zh/clock-tower", "gather", "answered 500"),
        ("ru/chitalnyi-zal", "extract", "is a login page"),
        ("en/school-clock", "extract", "has no text"),
    ],
)
def test_what_cannot_be_had_is_a_named_failure(name: str, stage: str, words: str, mirrored: Mirrored) -> None:
    desk, _, story = name.partition("/")
    [found] = [each for each in PAPER[desk].stories if each.name == story]
    failure = mirrored.failures[address(mirrored, found)]
    assert failure.stage == stage
    assert words in failure.message


def test_the_column_is_from_its_feed(mirrored: Mirrored) -> None:
    _, story = READABLE["ru/zametki-smotritelya"]
    assert mirrored.captures[address(mirrored, story)].via.startswith("feed ")


def test_nothing_of_what_stands_around_the_stories_is_kept(mirrored: Mirrored) -> None:
    text = repr(list(mirrored.articles.values()))
    for (
        words
    ) in "Umbrellas|harbour_rat|214 partners|Sunday, seven stories|海盐|沙发|责任编辑|Боцман|Читайте|رهگذر".split("|"):
        assert words not in text


def test_nothing_hostile_is_kept(mirrored: Mirrored) -> None:
    _, story = READABLE["en/plum-market"]
    text = repr(mirrored.articles[address(mirrored, story)])
    for words in ("javascript:", "data:", "alert", "onerror", "telephone", "watches", "card", "Sale", "pixel.example"):
        assert words not in text


def test_a_second_look_captures_nothing(mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", FIRST)
    with open_press(mirrored.folder) as press:
        events = work(press)
    assert not [event for event in events if isinstance(event, Failure)]
    for what in ("new", "captured", "unchanged", "failed", "read", "revisions"):
        assert counted(events, what) == 0


@pytest.mark.parametrize(
    ("first", "later"),
    [
        pytest.param(FIRST, LATER, id="edited since our last look"),
        pytest.param(LATER, str(int(LATER) + 60), id="as in the demo, edited before it, but told only now"),
    ],
)
def test_an_edited_story_is_a_revision(first: str, later: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Newsroom(newspaper_folder()) as newsroom:
        write_demo(tmp_path, newsroom.address)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", first)
        with open_press(tmp_path) as press:
            work(press)
        newsroom.edition = "later"
        monkeypatch.setenv("SOURCE_DATE_EPOCH", later)
        with open_press(tmp_path) as press:
            events = work(press)
            _, story = READABLE["en/tram-seven"]
            id = press.archive.aliases()[canonical(newsroom.address + story.address)]
            revisions = press.archive.revisions(id)
    assert (counted(events, "captured"), counted(events, "revisions")) == (1, 1)
    assert ["waits for one minute" in text_of(each.blocks) for each in revisions] == [True, False]
    assert ["waits for two minutes" in text_of(each.blocks) for each in revisions] == [False, True]
    assert revisions[1].modified == datetime(2026, 3, 17, 12, 30, tzinfo=UTC)
