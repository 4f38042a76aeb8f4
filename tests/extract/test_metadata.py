"""What a page says of itself, to machines and to readers: section, summary, names, where the text is from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tamizdat.extract.html import HtmlExtractor
from tamizdat.model import Article, Capture, Publication

STORY = "".join(
    f"<p>The boats came home before the storm, and nobody was hurt, said pilot {number} on Sunday.</p>"
    for number in range(9)
)
NEWS = "itemscope itemtype=https://schema.org/NewsArticle"
SUMMARY = "Everybody is home, and the storm may come."


def read(above: str, head: str = "", below: str = "") -> Article:
    """The article of a page with something around its text."""
    page = f"<head><title>Boats</title>{head}<body><main {NEWS}><h1>The boats are home</h1>{above}"
    page = f"{page}<div>{STORY}</div>{below}"
    url = "https://islandpost.example/news/1"
    fields: dict[str, Any] = {"status": 200, "headers": {}, "publication": "post", "body": page.encode()}
    capture = Capture(url=url, final_url=url, captured_at=datetime(2026, 3, 1, tzinfo=UTC), **fields)
    return HtmlExtractor().extract(capture, Publication(id="post", name="The Island Post"))


@pytest.mark.parametrize(
    ("above", "head", "section"),
    [
        ("<p><span itemprop=articleSection><a href=/harbour/>Harbour</a></span></p>", "", "Harbour"),
        ("<p><meta itemprop=articleSection content=Harbour></p>", "", "Harbour"),
        ("<span itemprop=articleSection>Harbour</span>", "<meta property=article:section content=Sea>", "Sea"),
        ("<div itemscope itemtype=https://schema.org/Person><i itemprop=articleSection>Her</i></div>", "", ""),
        ("<div class=breadcrumbs><a href=/>Post</a> <a href=/harbour/>Harbour</a></div>", "", "Harbour"),
        ("<div class=breadcrumbs><a href=/>Post</a> <a href=/>Home</a></div>", "", ""),
        ("", "<meta property=article:section content=Home>", ""),
        ("", "<meta property=article:section content=Uncategorized>", ""),
        (
            "<span itemprop=articleSection>Harbour</span>",
            "<meta property=article:section content=Startseite>",
            "Harbour",
        ),
        (
            "<i itemprop=articleSection>Harbour</i><p class=breadcrumbs><a href=/>Post</a> <a href=/x>X</a>",
            "",
            "Harbour",
        ),
    ],
)
def test_section(above: str, head: str, section: str) -> None:
    assert read(above, head).section == section


@pytest.mark.parametrize(
    ("above", "summary"),
    [
        (f"<p itemprop=description>{SUMMARY}</p>", SUMMARY),
        (f"<p itemprop='description headline'>\n {SUMMARY} </p>", SUMMARY),
        (f"<div itemprop=description>{'Everybody is home. ' * 40}</div>", ""),
        (
            f"<figure itemprop=image itemscope itemtype=//schema.org/ImageObject><i itemprop=description>{SUMMARY}</i>",
            "",
        ),
        (f"<p>{SUMMARY}</p>", ""),
    ],
)
def test_summary(above: str, summary: str) -> None:
    assert read(above).summary == summary


@pytest.mark.parametrize(
    ("above", "authors"),
    [
        ("<div class=byline>By Ida Holm</div>", ("Ida Holm",)),
        ("<p>Text: <a rel=author href=/ida>Ida Holm</a></p>", ("Ida Holm",)),
        ("<div class=article__meta><span class=article__author>Текст: Вера Лаптева</span></div>"
         "<div class=article__photo><img src=a.jpg><i class=article__photo-author>Глеб Ветлугин</i></div>",
         ("Вера Лаптева",)),
        ("<figure><img src=a.jpg><figcaption>Home <a rel=author href=/tom>Tom Reed</a></figcaption></figure>", ()),
        ("<div><img src=a.jpg><p class=caption>Home <b itemprop=author>Tom Reed</b></p></div>", ()),
        ("<p class=author>Photo: Tom Reed</p>", ()),
        ("<div class=info>2026年3月2日　来源：港灯　记者：林可　<a href=#>评论(2)</a></div>", ("林可",)),
        ("<div class=info>来源：港灯　编辑：林可</div>", ("林可",)),
        ("<div class=info>来源：港灯　编辑：林可</div><p class=author>周澜</p>", ("周澜",)),
        ("<div class=info>2026年3月2日<span class=name><a href=/u/7>港边人</a></span></div>", ("港边人",)),
        # a sidebar names the writers of other stories, wherever it stands
        ("<div class=item-nav><span class=author>Ida Holm</span></div>", ("Ida Holm",)),
        ("<aside><h3>Columns</h3><p class=byline>By Vera Holm</p></aside>", ()),
    ],
)  # fmt: skip
def test_authors(above: str, authors: tuple[str, ...]) -> None:
    assert read(above).authors == authors


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("（港灯记者岳文骁综合报导）", "岳文骁"),
        ("记者岳文骁北京报道", "岳文骁"),
        ("（記者許家瑜／淡水報導）", "許家瑜"),
        ("（记者林可青石镇报导）", "林可青"),
        ("（记者林可淡水报导）", "林可"),
        ("（记者欧阳文山综合报导）", "欧阳文山"),
        ("记者周五在港口采访了船员。", ""),
    ],
)
def test_a_chinese_reporter_has_the_whole_of_the_name_and_no_place(line: str, author: str) -> None:
    text = f"<p>{line} 渡船周五上午停航，港务处说下午恢复。</p>"
    assert read(text).authors == ((author,) if author else ())


def test_where_the_text_is_from() -> None:
    line = "<div class=info>来源：<a href=/x>港灯</a>　记者：林可<script>var x = '来源：y'</script></div>"
    assert read(line).source_line == "港灯"
    assert read("<p class=photo-source>Source: Tom Reed</p>").source_line == ""
    assert read("<div class=date-source>2026年3月2日 <a class=source href=/x>港灯</a></div>").source_line == "港灯"


LINKS = "".join(f"<li><a href=/news/{number}>Story {number}</a>" for number in range(300))


@pytest.mark.parametrize(
    ("below", "tags"),
    [
        ("<ul class=tag-list><li><a href=/tag/ferry>Ferry</a></ul>", {"Ferry": "/tag/ferry"}),
        ("<p>Topics: <a rel='tag nofollow' href=/f>Ferry</a></p>", {"Ferry": "/f"}),
        ("<p><a href=/tag/ferry>Ferry</a></p>", {}),
        ("<p class=tags><a href=/tag/f>topic: Ferry</a> <a href=/tag/x>@river</a> <a href=/tag/y>type_news</a></p>",
         {"Ferry": "/tag/f"}),
        (f"<div class=tagged><ul>{LINKS}</ul><a href=/tag/ferry>Ferry</a></div>", {}),
        ("<div class=Keywords><b><a href=/topics/ferry?x>Ferry</a></b></div>", {"Ferry": "/topics/ferry?x"}),
        ("<div class=tags><a href=/news/2>Another</a><a href=https://other.example/tag/x>X</a></div>", {}),
        (f"<ul>{LINKS}</ul><p class=tags><a href=/tag/ferry>Ferry</a></p>", {"Ferry": "/tag/ferry"}),
    ],
)  # fmt: skip
def test_tags(below: str, tags: dict[str, str]) -> None:
    found = read("", below=below).tags
    assert {tag.name: tag.url.removeprefix("https://islandpost.example") for tag in found} == tags


@pytest.mark.parametrize(
    ("image", "kept"),
    [
        ("<img src=http://192.168.0.7/a.jpg>", False),
        ("<img src=http://192.168.0.7/a.jpg alt='The mole'>", True),
        ("<figure><img src=http://localhost/a.jpg><figcaption>The mole</figcaption></figure>", True),
        ("<img src=http://8.8.8.8/a.jpg>", True),
    ],
)
def test_a_picture_that_nobody_can_fetch_leaves_what_is_said_of_it(image: str, kept: bool) -> None:
    assert ("image" in repr(read("", below=f"<div>{STORY}{image}{STORY}</div>").blocks)) is kept
