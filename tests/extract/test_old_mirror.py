"""Pages in the shape of the predecessor's, one of each publication: the article comes out, and nothing of the frame."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.errors import ExtractError
from tamizdat.extract import extract, kind_of
from tamizdat.model import Article, Capture, Publication, Tag

PAPER = Publication(id="mirror", name="Mirror", language="zh", timezone="Asia/Shanghai")
MENU = "#### [首页](https://mirror.example/README.md) &nbsp;|&nbsp; [翻墙教程](https://mirror.example/guide) | [看电影](http://192.0.2.7:10000/x.html)"
SHARE = """<hr/>
手机上长按并复制下列链接或二维码分享本文章：<br/>
https://mirror.example/pages/x/1.md <br/>
<a href='https://mirror.example/pages/x/1.md'><img src='https://mirror.example/pages/x/1.md.png'/></a> <br/>"""
FOOT = "原文地址（需翻墙访问）："
COUNTER = "<img src='http://counter.example/pages/x/1.md' width='0px' height='0px'/>"
ONE = "渡船明天照常开航，市民可以放心出门。"
TWO = "记者在码头看到，孩子们背着书包排队上船。"


def page(body: str, url: str, title: str = "渡船照常开航", foot: str = FOOT) -> str:
    """A page as the predecessor wrote them."""
    rule = "-" * 24
    return f"### {title}\n{rule}\n\n{MENU}\n\n\n\n{body}\n\n{SHARE}\n{foot}{url}\n\n\n{rule}\n{MENU}\n\n\n{COUNTER}\n"


def capture(text: str | bytes, section: str = "x", **fields: Any) -> Capture:
    url = "https://mirror.invalid/pages/x/1.md"
    told: dict[str, Any] = {"captured_at": datetime(2024, 1, 1, tzinfo=UTC), "published": None} | fields
    body = text if isinstance(text, bytes) else text.encode()
    headers = {"content-type": "text/markdown"}
    return Capture(
        url=url, final_url=url, publication="mirror", status=200, headers=headers, body=body, section=section, **told
    )


def read(text: str | bytes, section: str = "x", **fields: Any) -> Article:
    found = capture(text, section, **fields)
    assert kind_of(found) == "old mirror"
    return extract(found, PAPER)


FAMILIES = {
    "epoch": (
        "https://www.epochtimes.com/gb/26/2/3/n7.htm",
        f"""<div><img alt="渡船" class="attachment-djy_600_400" src="https://i.epochtimes.com/7-600x400.jpg"/>
<div class="caption">\n 码头上的渡船。（本报图片）\n</div></div><hr/>

#### 💥 [电影 ](http://192.0.2.9:10000/a.html)&nbsp; |&nbsp; [真相  ](http://192.0.2.9:10000/b.html)

#### [ 🎬  必看 ](http://192.0.2.9:10000/c.html)

<div>
<p>【本报2026年02月04日讯】（本报记者李明台北综合报导）{ONE}</p>
<h4>船票不变</h4>
<p>{TWO}<ok href="https://www.epochtimes.com/gb/tag/%E6%B8%A1%E8%88%B9.html">渡船</ok></p>
<div class="gtx-anchor" id="gtx-1"></div><div id="below_article_ad">广告</div>
</div>""",
        ["p 【本报2026年02月04日讯】（本报记者李明台北综合报导）" + ONE, "h4 船票不变",
         f"p {TWO}[渡船](https://www.epochtimes.com/gb/tag/%E6%B8%A1%E8%88%B9.html)"],
        ("https://i.epochtimes.com/7-600x400.jpg", "码头上的渡船。（本报图片）"),
        {"published": datetime(2026, 2, 3, 16, tzinfo=UTC), "authors": ("李明",),
         "tags": (Tag("渡船", "https://www.epochtimes.com/gb/tag/%E6%B8%A1%E8%88%B9.html"),)},
    ),
    "ntd": (
        "https://www.ntdtv.com/gb/2026/02/03/a7.html",
        f"""<div><div class="featured_image"><a href="https://i.ntdtv.com/7.jpg" target="_blank"><figure>
<img alt="渡船" src="https://i.ntdtv.com/7-800x450.jpg"/></figure><br/></a>
<span class="caption">\n  码头。\n </span></div></div><hr/><div><div class="post_content" itemprop="articleBody">
<p>{ONE}</p><p>{TWO}</p><div class="single_ad">广告</div></div></div>""",
        ["p " + ONE, "p " + TWO],
        ("https://i.ntdtv.com/7-800x450.jpg", "码头。"),
        {"published": datetime(2026, 2, 2, 16, tzinfo=UTC)},
    ),
    "rfa": (
        "https://www.rfa.org/mandarin/x/hc-02032026103000.html",
        f"""<div id="headerimg">\n <img alt="渡船" src="https://www.rfa.org/7.jpg" title="渡船"/>
 <div id="headerimgcontents"><div id="headerimgcaption"><span>码头。（记者拍摄）</span></div></div>\n</div>\n<hr/>

#### [必看](http://192.0.2.9:10000/c.html)

<div id="storytext"><p>{ONE}</p><p>{TWO}<a href="https://www.rfa.org/other">相关</a></p></div>""",
        ["p " + ONE, f"p {TWO}[相关](https://www.rfa.org/other)"],
        ("https://www.rfa.org/7.jpg", "码头。（记者拍摄）"),
        {"published": datetime(2026, 2, 2, 16, tzinfo=UTC)},
    ),
    "sc": (
        "https://www.secretchina.com/news/gb/2026/02/03/7.html",
        f"""<div class="article_right" style="fone-color:#000">
 <p style="text-align:center">
  <img alt=" 渡船" src="https://img3.secretchina.com/7-ss.jpg"/>\n  <br>\n   码头。（图片来源：本报）
   <span id="hideid" name="hideid" style="color:red;display:none;"><span href="https://www.secretchina.com"></span></span>
  </br>\n </p>\n <div id="txt-mid1-t21-2017">\n  \n\n---\n
#### 💥 [电影 ](http://192.0.2.9:10000/a.html)\n\n---\n
</div></div>\n <p>{ONE}</p><p>{TWO}<span href="https://www.secretchina.com/news/gb/tag/港口">港口</span></p>
<p>和我们一起守护香港：请订阅。</p><p>【诚征荣誉会员】请加入。</p><p>每月一杯咖啡。</p>""",
        ["p " + ONE, f"p {TWO}[港口](https://www.secretchina.com/news/gb/tag/港口)"],
        ("https://img3.secretchina.com/7-ss.jpg", "码头。（图片来源：本报）"),
        {"tags": (Tag("港口", "https://www.secretchina.com/news/gb/tag/%E6%B8%AF%E5%8F%A3"),)},
    ),
    "soh": (
        "https://www.soundofhope.org/post/7",
        f"""<div><img alt="渡船" src="https://img.soundofhope.org/7-34.jpg"/>\n<br/><figcaption class="caption">
 码头。\n</figcaption></div><hr/>

#### [ 🎬 电影](http://192.0.2.9:10000/a.html)

 #### [ 🎬 第二部 ](http://192.0.2.9:10000/b.html)

<div><div class="Content__Wrapper sc-1"><p class="meta-top">
<span class="meta">【希望之声2026年2月3日】（转载）</span></p>
<p>{ONE}</p><p>{TWO}<ok href="/term/12">港口</ok></p></div></div>""",
        ["p 【希望之声2026年2月3日】（转载）", "p " + ONE, f"p {TWO}[港口](https://www.soundofhope.org/term/12)"],
        ("https://img.soundofhope.org/7-34.jpg", "码头。"),
        {"published": datetime(2026, 2, 2, 16, tzinfo=UTC),
         "tags": (Tag("港口", "https://www.soundofhope.org/term/12"),)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_a_page_of_every_publication(family: str, drawn: Any) -> None:
    url, body, blocks, (picture, caption), fields = FAMILIES[family]
    article = read(page(body, url))
    assert (article.title, article.url, article.section, article.language) == ("渡船照常开航", url, "x", "zh-Hans")
    assert drawn(article.blocks) == blocks
    assert article.lead and (article.lead.url, article.lead.caption) == (picture, caption)
    for name, value in fields.items():
        assert getattr(article, name) == value, name
    whole = msgspec.json.encode(article).decode()
    for frame in (
        "192.0.2",
        "counter.example",
        "mirror.example",
        "翻墙",
        "广告",
        "hideid",
        "gtx-",
        "守护香港",
        "会员",
        "咖啡",
    ):
        assert frame not in whole, frame


def test_the_form_of_the_seed(drawn: Any) -> None:
    bubble = '<div class="jfk-bubble gtx-bubble" style="visibility: visible">译</div><div id="gtx-anchor">x</div>'
    text = (
        "### 渡船\n\n---\n\n#### [首页](../../../..?n7) &nbsp;|&nbsp; [翻墙](https://mirror.example/x?n7)\n\n\n"
        '<div><img alt="渡船" src="https://i.epochtimes.com/7.jpg"/>\n<div class="caption">\n 码头。\n</div></div>\n'
        '<hr/>\n<div class="post_content" id="artbody" itemprop="articleBody">\n <!-- article content begin -->\n'
        f' <p>{ONE}</p> {bubble}\n <!-- article content end -->\n <div id="below_article_ad">\n </div>\n</div>\n'
        "\n\n---\n\n"
        "原文链接（需翻墙）：https://www.epochtimes.com/gb/26/2/3/n7.htm"
    )
    article = read(text)
    assert (article.title, article.url) == ("渡船", "https://www.epochtimes.com/gb/26/2/3/n7.htm")
    assert drawn(article.blocks) == ["p " + ONE]
    assert article.lead and article.lead.caption == "码头。"


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("A &amp; B &#39;c&#39;", "A & B 'c'"),
        (" 两 边  空格 \t", "两 边 空格"),
        ("有 | 竖线", "有 | 竖线"),
        ("评论 | 李明：渡船", "评论 | 李明：渡船"),
    ],
)
def test_titles(title: str, plain: str) -> None:
    assert read(page(f"<p>{ONE}</p>", "https://www.rfa.org/a-02032026103000.html", title)).title == plain


def test_a_dateline_is_newer_than_the_day_in_the_address(drawn: Any) -> None:
    url = "https://www.epochtimes.com/gb/26/2/3/n7.htm"
    assert read(page(f"<p>{ONE}</p>", url)).published == datetime(2026, 2, 2, 16, tzinfo=UTC)
    dated = read(page(f"<p>【本报2026年02月04日讯】{ONE}</p>", url))
    assert dated.published == datetime(2026, 2, 3, 16, tzinfo=UTC)
    undated = read(page(f"<p>{ONE}</p>", "https://other.example/x"), published=datetime(2020, 1, 1, tzinfo=UTC))
    assert undated.published == datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "section", "authors"),
    [
        ("评论 | 李明：渡船照常", "pinglun", ("李明",)),
        ("李明：渡船照常", "pinglun", ("李明",)),
        ("李明：渡船照常", "xinwen", ()),
        ("专家：渡船照常", "pinglun", ()),
        ("【李明专栏】渡船照常", "xinwen", ("李明",)),
    ],
)
def test_titles_that_name_an_author(title: str, section: str, authors: tuple[str, ...]) -> None:
    article = read(page(f"<p>{ONE}</p>", "https://www.rfa.org/a-02032026103000.html", title), section)
    assert article.authors == authors


def test_links_under_a_label_are_no_part_of_the_article(drawn: Any) -> None:
    links = "<p><a href='/1'>一</a></p><p><a href='/2'>二</a></p>"
    url = "https://www.rfa.org/a-02032026103000.html"
    assert drawn(read(page(f"<p>{ONE}</p><p>相关新闻：</p>{links}", url)).blocks) == ["p " + ONE]
    assert drawn(read(page(f"<p>{ONE}</p><p>相关新闻：</p><p>{TWO}</p>", url)).blocks)[1:] == [
        "p 相关新闻：",
        "p " + TWO,
    ]


def test_a_poem_of_a_few_words_is_an_article(drawn: Any) -> None:
    assert drawn(read(page("<p>潮起<br/>潮落</p>", "https://www.epochtimes.com/gb/26/2/3/n8.htm")).blocks) == [
        "p 潮起/潮落"
    ]


def test_a_page_changed_only_in_its_frame_gives_the_same_article() -> None:
    url, body, *_ = FAMILIES["epoch"]
    first = page(body, url)
    second = (
        first.replace("mirror.example", "moved.example")
        .replace("192.0.2.9", "198.51.100.4")
        .replace(MENU, "#### [新](x)")
    )
    assert first != second
    assert read(first) == read(second)


MOJIBAKE = ONE.encode().decode("latin-1") * 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (page("", "https://www.rfa.org/a-02032026103000.html"), "no article in it"),
        (page(f"<p>{ONE}</p>", "not an address"), "address at its foot is none: 'not an address'"),
        (page(f"<p>{ONE}</p>", "https://：80/x"), "address at its foot is none"),
        (page(f"<p>{MOJIBAKE}</p>", "https://www.rfa.org/a-02032026103000.html"), "is mojibake"),
        (f"### 标题\n\n<p>{ONE}</p>\n{FOOT}https://www.rfa.org/x\n", "not an article's page"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, words: str) -> None:
    with pytest.raises(ExtractError, match=words) as failure:
        read(text)
    assert failure.value.hint


@pytest.mark.parametrize(
    "text",
    ["### Title\n\nA page of an operator.", "# 标题\n\n原文地址：https://x.example/", "", "原文地址 ### "],
)
def test_other_markdown_is_not_taken_for_an_old_page(text: str) -> None:
    assert kind_of(capture(text)) == "markdown"


@settings(max_examples=150)
@given(st.text(max_size=200), st.text(max_size=60), st.binary(max_size=40))
def test_any_page_ends_in_an_article_or_an_error(body: str, url: str, bytes_: bytes) -> None:
    text = page(body, url).encode("utf-8", "replace") + bytes_
    try:
        article = read(text)
    except ExtractError as error:
        assert error.message and error.hint
    else:
        assert article.url.startswith("http") and (article.blocks or article.lead)


def test_long_pages_cost_time_in_proportion() -> None:
    url = "https://www.epochtimes.com/gb/26/2/3/n7.htm"
    for piece in ("#### [x](y)\n", "原文地址：", "### t\n---\n", "<p>x", "---\n"):
        try:
            read(page(piece * 20_000, url))
        except ExtractError as error:
            assert error.message
