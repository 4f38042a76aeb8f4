"""Any bytes at all end in an Article or an ExtractError, soon, and the same bytes always in the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tamizdat.errors import ExtractError
from tamizdat.extract.blocks import text_of
from tamizdat.extract.html import HtmlExtractor
from tamizdat.model import Article, Capture, Publication

GOLDEN = Path(__file__).parent / "golden"
POST = Publication(id="post", name="The Island Post", language="en", timezone="Europe/Oslo")
URL = "https://islandpost.example/news/1"
# The longest that a page of some kilobytes may take on a machine that does much else (a hundred times the usual).
SECONDS = 2.0


def read(body: bytes, content_type: str = "text/html") -> Article | None:
    """The article of some bytes, or None where they hold none; anything else is a failure of the test."""
    at = datetime(2026, 11, 1, tzinfo=UTC)
    headers = {"content-type": content_type}
    capture = Capture(
        url=URL, final_url=URL, publication="post", captured_at=at, status=200, headers=headers, body=body
    )
    start = time.perf_counter()
    try:
        article = HtmlExtractor().extract(capture, POST)
    except ExtractError as error:
        assert error.message.startswith(URL)
        return None
    finally:
        assert time.perf_counter() - start < SECONDS
    return article


NAMES = st.sampled_from(
    "html head body p div article section h1 h2 h6 a b i sup img picture source figure figcaption table tr td th"
    " ul ol li dl dt dd blockquote cite br hr span form input button nav aside time iframe video noscript template"
    " script style svg math title meta base link pre code ruby rt details select frameset plaintext xmp textarea"
    " amp-img".split()
)
KEYS = st.sampled_from(
    "class id href src srcset data-src style hidden itemprop rel datetime content property name type colspan"
    " rowspan width charset http-equiv lang role cite".split()
)
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        "article-body comments share hidden caption author date articleBody http://[ //x.example/%00"
        " javascript:alert(1) 0000-00-00 9999-99-99T99:99:99Z 1e999 -1 99999999999 og:title article:published_time"
        " refresh 0;url= utf-16 gbk application/ld+json password S:0 display:none a,b,,c 1x".split()
    ),
)
ENTITIES = st.sampled_from(
    ["&amp;", "&#0;", "&#xD800;", "&#x10FFFF;", "&#xFFFFFFFF;", "&nbsp", "&lt", "&bogus;", "\0", "\v", "\x85", "\ufffe"]
)
WORDS = st.one_of(ENTITIES, st.text(max_size=30), st.just("The boats came home before the storm, the pilots said. "))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)),
    max_leaves=12,
)


@st.composite
def markup(draw: st.DrawFn) -> str:
    """Something like HTML: elements in elements, some never closed, junk for attributes, broken entities."""
    open_names: list[str] = []
    pieces = []
    for kind in draw(st.lists(st.integers(0, 9), max_size=80)):
        if kind < 5:
            name = draw(NAMES)
            given_attributes = draw(st.lists(st.tuples(KEYS, VALUES), max_size=3))
            inside = " ".join(f'{key}="{value}"' if kind else f"{key}={value}" for key, value in given_attributes)
            pieces.append(f"<{name} {inside}>")
            open_names.append(name)
        elif kind < 7 and open_names:
            pieces.append(f"</{open_names.pop()}>")
        elif kind == 7:
            pieces.append(
                draw(st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "<!", "</", "<", "<p", '<a href="']))
            )
        else:
            pieces.append(draw(WORDS))
    return "".join(pieces)


@settings(max_examples=200)
@given(markup(), st.sampled_from(["utf-8", "utf-16", "gb18030", "cp1251"]))
@example("<table>" * 60 + "<td>x", "utf-8")
@example("<a><b>" * 300 + "x" + "<p>" * 300, "utf-8")
def test_what_looks_like_html(html: str, charset: str) -> None:
    article = read(html.encode(charset, "ignore"), f"text/html; charset={charset}")
    if article is not None:
        json.dumps(text_of(article.blocks)).encode()


@settings(max_examples=100)
@given(st.binary(max_size=300), st.text(max_size=30))
def test_bytes_in_the_middle_of_a_page(junk: bytes, content_type: str) -> None:
    story = b"<p>The boats came home before the storm, and nobody was hurt, the pilots said.</p>" * 3
    read(b"<title>Boats</title><h1>Boats</h1><div class=article-body>" + story + junk + story, content_type)


@settings(max_examples=150)
@given(
    st.fixed_dictionaries(
        {"@type": st.sampled_from(["NewsArticle", ["Article"], None, "Product", 7])},
        optional=dict.fromkeys(
            "headline articleBody author datePublished dateModified image description articleSection keywords url"
            " mainEntityOfPage mainEntity @graph itemListElement publisher".split(),
            JSON,
        ),
    ),
    st.booleans(),
)
def test_whatever_machines_are_told(data: dict[str, object], shown: bool) -> None:
    story = "<p>The boats came home before the storm, and nobody was hurt, the pilots said.</p>" if shown else ""
    told = json.dumps(data).replace("</", "<\\/")
    read(f"<script type=application/ld+json>{told}</script><h1>Boats</h1>{story}".encode())


@pytest.mark.parametrize(
    "body",
    [
        '{"a":"' * 30_000,
        "<p>" + "\\" * 100_000,
        "<p>" + "来源：" * 20_000,
        "<p>" + "2026年" * 30_000,
        "<p>" + "By " * 30_000,
        "<title>" + "404 - " * 20_000,
        "<div class='" + "a-" * 50_000 + "'>x",
        "<p>" + "verify that " * 10_000,
        "<p>" + "page " * 20_000,
        "<img srcset='" + "a 1w," * 20_000 + "'>",
    ],
    ids=range(10),
)
def test_no_page_runs_away(body: str) -> None:
    meta = "<meta property=og:type content=article><meta property=og:title content=Boats>"
    read(f"{meta}{body}".encode())
    read(f"{meta}<script>{body}</script>".encode())


@pytest.mark.parametrize("number", [1, 2, 10, 1000])
def test_a_story_of_any_number_of_paragraphs(number: int) -> None:
    lines = [
        f"On day {day} the boats came home before the storm, the pilots of the harbour said." for day in range(number)
    ]
    story = "".join(f"<p>{line}</p>" for line in lines)
    links = "".join(f"<li><a href=/{day}>What happened on the day {day} in the harbour</a></li>" for day in range(30))
    page = f"<title>Boats</title><body><nav><ul>{links}</ul></nav><div><h1>Boats</h1><div>{story}</div></div>"
    article = read(f"{page}<div class=latest><ul>{links}</ul></div></body>".encode())
    assert article is not None
    assert text_of(article.blocks).splitlines() == lines


EXTRACT_ALL = """
import hashlib, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import test_html
print(hashlib.sha256("".join(repr(test_html.read(case)) for case in test_html.CASES).encode()).hexdigest())
"""


def test_the_result_is_the_same_in_every_run() -> None:
    results = set()
    for seed in ("0", "4711"):
        command = [sys.executable, "-c", EXTRACT_ALL, str(GOLDEN.parent)]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
        results.add(done.stdout)
    assert len(results) == 1
