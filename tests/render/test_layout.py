"""Which files there are, and what makes one of them be written anew: the suite that all formats of pages pass."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from render.editions import PICTURE, contents, keys, story, written

from tamizdat.model import Article, Image, MenuEntry, Mirror, Paragraph, Span, Tag
from tamizdat.render.contents import Contents
from tamizdat.render.layout import FULL, paged

FORMATS = ("markdown", "site")
TAG = Tag("Tides", "https://paper.example/tag/tides")


def paper(count: int, **edition: object) -> Contents:
    return contents([story(n, section="City" if n % 2 else "Sea", tags=(TAG,)) for n in range(count)], **edition)


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


@given(st.integers(0, 500), st.integers(1, 60))
def test_pages_of_a_list_hold_everything_once(count: int, full: int) -> None:
    pages = list(paged(range(count), full))
    assert [item for items, _, _ in pages for item in items] == list(range(count))
    assert all(len(items) == full for items, number, _ in pages if number)
    assert not pages or len(pages[-1][0]) < 2 * full
    assert [number for _, number, _ in pages] == [*range(1, len(pages)), 0][: len(pages)]


@given(st.integers(0, 300), st.integers(1, 40), st.integers(0, 50))
def test_a_full_page_never_changes(count: int, full: int, more: int) -> None:
    before = {number: (items, older) for items, number, older in paged(range(count), full) if number}
    after = {number: (items, older) for items, number, older in paged(range(count + more), full) if number}
    assert before.items() <= after.items()


@pytest.mark.parametrize("format", FORMATS)
def test_every_file_is_planned_once_and_every_link_leads_to_one(format: str, tmp_path: Path) -> None:
    made = written(format, paper(2 * FULL + 30), tmp_path)
    assert all(path.isascii() for path in made)
    assert sum(path.startswith("2026/") for path in made) == 2 * FULL + 30
    assert len([path for path in made if path.startswith("tags/") and path.count("/") == 2]) == 2


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_contents_give_the_same_bytes(format: str, tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    assert written(format, paper(30), tmp_path / "1") == written(format, paper(30), tmp_path / "2")


@pytest.mark.parametrize("format", FORMATS)
def test_an_addition_touches_its_page_and_the_lists_that_it_stands_on(format: str) -> None:
    before, after = keys(format, paper(150)), keys(format, paper(151))
    touched = changed(before, after)
    assert len([path for path in touched if path.startswith("2026/")]) == 1
    kinds = sorted({path.split("/")[0].partition(".")[0] for path in touched if not path.startswith("2026/")})
    assert kinds in (["README", "months", "sections", "tags"], ["index", "months", "sections", "tags"])
    assert len(touched) == 5


@pytest.mark.parametrize("format", FORMATS)
def test_a_new_menu_or_mirror_rewrites_no_article(format: str) -> None:
    menu = (MenuEntry(label="Tools", to="https://tools.example/"),)
    mirrors = (Mirror(kind="git", url="https://host.example/news.git", name="one"),)
    before, after = keys(format, paper(5)), keys(format, paper(5, menu=menu, mirrors=mirrors))
    touched = {path.partition(".")[0] for path in changed(before, after)}
    assert {"menu", "addresses"} < touched <= {"README", "index", "menu", "addresses"}


@pytest.mark.parametrize("format", FORMATS)
def test_an_own_page_is_written_anew_when_what_it_leads_to_is_there(format: str) -> None:
    page = story(9, title="Where to begin", blocks=(Paragraph((Span("here", href="https://paper.example/2"),)),))
    pages = {"begin": page}
    without, complete = (contents(articles, pages=pages) for articles in ([story(1)], [story(1), story(2)]))
    [path] = [path for path in keys(format, without) if path.startswith("pages/")]
    assert keys(format, without)[path] != keys(format, complete)[path]


@pytest.mark.parametrize("format", FORMATS)
def test_an_article_is_written_anew_for_its_text_its_pictures_and_its_links_alone(format: str) -> None:
    link = Paragraph((Span("the other", href="https://paper.example/2"),))
    lead = Image(PICTURE.url)
    linking = story(1, blocks=(link,), lead=lead)
    alone = contents([linking])
    page = next(path for path in keys(format, alone) if path.startswith("2026/"))

    def key(edition: Contents) -> str:
        return keys(format, edition)[page]

    assert key(contents([linking, story(3)])) == key(alone), "another article is no reason"
    assert key(contents([linking, story(2)])) != key(alone), "its link leads to a page now"
    assert key(contents([linking], pictures=[PICTURE])) != key(alone), "its picture is here now"
    assert key(contents([msgspec.structs.replace(linking, summary="new")])) != key(alone)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("language", ["en", "fa", "ru", "zh-Hans", "zh-TW", "xx"])
def test_every_language_has_words_for_every_page(format: str, language: str, tmp_path: Path) -> None:
    made = written(format, paper(3, language=language), tmp_path)
    assert any(b"Addresses" in data or b"addresses" in data for data in made.values())


def test_a_topic_is_known_by_its_address_whatever_its_name() -> None:
    first, later = Tag("Tide", "https://paper.example/t/1"), Tag("The Tide", "https://paper.example/t/1?utm_source=x")
    edition = contents([story(1, tags=(first,)), story(2, tags=(later,)), story(3, tags=(Tag("TIDE"),))])
    [topic] = edition.topics
    assert (topic.name, len(topic.headlines)) == ("Tide", 3)
    assert edition.target("https://paper.example/t/1") == topic.folder


def test_an_article_lists_a_topic_once() -> None:
    twice = story(1, tags=(Tag("Tide"), Tag("tide ")))
    [topic] = contents([twice]).topics
    assert len(topic.headlines) == 1


def test_months_are_those_of_the_newspaper_s_own_days() -> None:
    article: Article = story(1)
    edition = contents([article])
    assert [month.name for month in edition.months] == ["2026-03"]


LINK = Paragraph((Span("two", href="https://paper.example/2"), Span("topic", href=TAG.url)))
POOL = [
    story(1, section="City", blocks=(LINK,), lead=Image(PICTURE.url)),
    story(2, section="Sea", tags=(TAG,), title="Two"),
    story(3, section="City", tags=(Tag("Tides again", TAG.url),), summary="Three"),
    story(4, published=datetime(2026, 2, 1, 23, 30, tzinfo=UTC)),
]
editions = st.builds(
    contents,
    st.lists(st.sampled_from(POOL), unique_by=lambda article: article.id, max_size=4),
    pictures=st.sampled_from([(), (PICTURE,)]),
    pages=st.sampled_from([{}, {"begin": story(9, title="Begin", blocks=(LINK,))}]),
    title=st.sampled_from(["News", "Other news"]),
    language=st.sampled_from(["en", "fa"]),
    newest=st.sampled_from([1, 50]),
    menu=st.sampled_from([(), (MenuEntry(label="Home", to="."),)]),
    mirrors=st.sampled_from([(), (Mirror(kind="git", url="https://host.example/news.git", name="one"),)]),
)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=60)
@given(editions, editions)
def test_files_of_one_key_have_the_same_bytes_whatever_else_is_in_the_edition(
    format: str, one: Contents, other: Contents
) -> None:
    with TemporaryDirectory() as folder:
        first = written(format, one, Path(folder), origins={"https://host.example/news"})
        second = written(format, other, Path(folder), origins={"https://host.example/news"})
    keys_of_one, keys_of_other = keys(format, one), keys(format, other)
    for path in first.keys() & second.keys():
        if keys_of_one[path] == keys_of_other[path]:
            assert first[path] == second[path], path
