"""Feeds of every form, whole and broken; their paging, their own text, and what hostile ones gain: nothing."""

from __future__ import annotations

import json
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.errors import SourceError
from tamizdat.gather.feed import MOST
from tamizdat.gather.syndication import read
from tamizdat.model import digest

FORMS = {
    "RSS 0.91": b"""<?xml version="1.0"?>
        <!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">
        <rss version="0.91"><channel><title>Courier</title><link>/</link>
        <item><title>The ferry stays</title><link>/2026/ferry</link></item></channel></rss>""",
    "RSS 1.0": b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="/"><title>Courier</title></channel>
        <item rdf:about="/2026/ferry"><title>The ferry stays</title><dc:date>2026-02-03T09:30:00+00:00</dc:date></item>
        </rdf:RDF>""",
    "RSS 2.0": b"""<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Courier</title>
        <link>/</link><item><media:title>A boat</media:title><title><![CDATA[The ferry stays]]></title>
        <media:content url="/boat.jpg"><media:title>Another boat</media:title></media:content>
        <guid isPermaLink="false">n7</guid><link>/2026/ferry</link>
        <pubDate>Tue, 03 Feb 2026 10:30:00 +0100</pubDate></item></channel></rss>""",
    "RSS 2.0 by guid": b"""<rss version="2.0"><channel><item><title>The ferry stays</title><guid>/2026/ferry</guid>
        <pubDate>Tue, 3 Feb 2026 09:30:00 GMT</pubDate></item></channel></rss>""",
    "Atom 0.3": b"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>The ferry stays</title>
        <link rel="alternate" type="text/html" href="/2026/ferry"/><issued>2026-02-03T09:30:00Z</issued>
        <modified>2026-02-04T08:00:00Z</modified></entry></feed>""",
    "Atom 1.0": b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/2026/"><title>Courier</title><entry>
        <title type="html">The &lt;b&gt;ferry&lt;/b&gt; stays</title><link rel="self" href="/api/7"/>
        <link rel="alternate" type="application/json" href="/ferry.json"/><link href="ferry"/><id>tag:courier,7</id>
        <published>2026-02-03T09:30:00Z</published><updated>2026-02-04T08:00:00.25Z</updated></entry></feed>""",
    "JSON Feed": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [
                {"id": "7", "url": "/2026/ferry", "title": "The ferry stays",
                 "date_published": "2026-02-03T10:30:00+01:00", "date_modified": "2026-02-04T08:00:00Z"},
            ],
        }
    ).encode(),
}  # fmt: skip
DATED = {name for name in FORMS if name != "RSS 0.91"}
CHANGED = {"Atom 0.3", "Atom 1.0", "JSON Feed"}
FORECAST = "天气预报说明天有雨"
ITEM = "<item><title>%s</title><link>/%s</link>%s</item>"


def rss(*items: tuple[str, ...], head: str = "") -> bytes:
    """A feed of items: address, title, and more of it."""
    made = "".join(ITEM % (item[1], item[0], "".join(item[2:])) for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{made}</channel></rss>'.encode()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read(form: str, web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/feed"] = make_reply(FORMS[form], Content_Type="text/plain")
    (entry,) = opened("feed", f"{web.url}/feed", section="City").entries()
    assert (entry.url, entry.title) == (f"{web.url}/2026/ferry", "The ferry stays")
    assert (entry.publication, entry.section) == ("courier", "City")
    assert entry.published == (datetime(2026, 2, 3, 9, 30, tzinfo=UTC) if form in DATED else None)
    assert bool(entry.modified) == (form in CHANGED)
    assert not entry.modified or entry.modified.replace(microsecond=0) == datetime(2026, 2, 4, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Tue, 03 Feb 2026 10:30:00 +01:00", datetime(2026, 2, 3, 9, 30, tzinfo=UTC)),
        ("03 Feb 26 10:30 EST", datetime(2026, 2, 3, 15, 30, tzinfo=UTC)),
        ("2026-07-03 10:30:00", datetime(2026, 7, 3, 9, 30, tzinfo=UTC)),
        ("2026-07-03 10:30:00 +0800", datetime(2026, 7, 3, 2, 30, tzinfo=UTC)),
        ("2026-02-03", datetime(2026, 2, 3, tzinfo=UTC)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
        ("yesterday", None),
        ("0000-00-00T99:99:99Z", None),
        ("", None),
    ],
)
def test_moments(written: str, moment: datetime | None, web: Any, desk: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/feed"] = make_reply(rss(("a", "A", f"<pubDate>{written}</pubDate>")))
    made = desk()
    made.moment = datetime(2026, 8, 1, tzinfo=UTC)
    (entry,) = opened("feed", f"{web.url}/feed", made).entries()
    assert entry.published == moment


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Bread &amp;amp; salt", "Bread & salt"),
        ("Bread & salt &nbsp;&eacute;", "Bread & salt é"),
        ("a\r\nX-Injected: 1\n---", "a X-Injected: 1 ---"),
        ("&lt;img src=x onerror=alert(1)&gt;Storm", "Storm"),
        ("3 &lt; 5 &amp;&amp; x > y", "3 < 5 && x > y"),
        ("bad\x08si\x0bgns \u202ereversed\u2066", "badsigns reversed"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("x" * 1_000_000, "x" * 500),
    ],
)
def test_a_title_is_one_line_of_text(title: str, plain: str, web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/feed"] = make_reply(rss(("a", title)))
    assert [entry.title for entry in opened("feed", f"{web.url}/feed").entries()] == [plain]


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("<link>https://www.courier.example/a?utm_source=feed&amp;b=1</link>", "https://www.courier.example/a?b=1"),
        ("<link>/a?b=1&c=2</link>", "/a?b=1&c=2"),
        ("<link><![CDATA[ /a?b=1&c=2 ]]></link>", "/a?b=1&c=2"),
        ("<link>//other.example/x</link>", "http://other.example/x"),
        ("<link>javascript:alert(1)</link><guid>n1</guid>", "/n1"),
        ("<link>file:///etc/passwd</link>", None),
        ("<guid isPermaLink='false'>https://other.example/1</guid>", None),
        ("<link>/b</link><f:origLink xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'>/a</f:origLink>", "/a"),
        ("<link>http://[</link>", None),
        ("<link>/\u65b0</link>", "/%E6%96%B0"),
    ],
)
def test_addresses(link: str, path: str | None, web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/feed"] = make_reply(f"<rss version='2.0'><channel><item>{link}</item></channel></rss>".encode())
    expected = [] if path is None else [path if "://" in path else web.url + path]
    assert [entry.url for entry in opened("feed", f"{web.url}/feed").entries()] == expected


@pytest.mark.parametrize("base", ["javascript:alert(1)//", "file:///etc/", "http://["])
def test_a_bad_base_is_not_believed(base: str, web: Any, opened: Any, make_reply: Any) -> None:
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}"><entry><link href="x"/></entry></feed>'
    web.routes["/feed"] = make_reply(atom.encode())
    assert [entry.url for entry in opened("feed", f"{web.url}/feed").entries()] == [f"{web.url}/x"]


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        (rss(("a", "A"), ("b", "B"))[:-25], ["A", "B"]),
        (b"Warning: in line 7\n" + rss(("a", "A")), ["A"]),
        (b"\xef\xbb\xbf\n" + rss(("a", "A")), ["A"]),
        (rss(("a", "A</b>"), ("b", "B")), ["A", "B"]),
        (rss(("a", "A <i>x", "<b>y<br>z"), ("b", "B</p>")), ["A x", "B"]),
        (rss(("a", "A <i title='>'/>x"), ("b", "B</p>")), ["A x", "B"]),
        (rss(("a", "A"), ("b", "B")).replace(b"</item>", b"", 1), ["A", "B"]),
        (rss(("a", FORECAST)).replace(b"?>", b" encoding='utf-8'?>").decode().encode("gbk"), [FORECAST]),
        (rss(("a", "天气")).decode().encode("utf-16"), ["天气"]),
        (rss(), []),
    ],
    ids="cut warning mark stray-end never-ended quoted unclosed charset utf-16 empty".split(),
)  # fmt: skip
def test_broken_feeds_are_read(body: bytes, titles: list[str], web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/feed"] = make_reply(body)
    assert [entry.title for entry in opened("feed", f"{web.url}/feed").entries()] == titles


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>",
        b"<opml version='2.0'><body><outline type='include' url='http://127.0.0.1:9/'/></body></opml>",
        b"{}",
        b'{"items": 7}',
        b'{"items": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b"nothing of the kind",
    ],
)
def test_what_is_no_feed_is_said(body: bytes, web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/feed"] = make_reply(body)
    with pytest.raises(SourceError, match=rf"{web.url}/feed is no (JSON )?feed") as failure:
        list(opened("feed", f"{web.url}/feed").entries())
    assert failure.value.hint


def test_a_feed_that_is_the_name_of_a_file_reads_no_file(
    tmp_path: Path, web: Any, opened: Any, make_reply: Any
) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss(("a", "of this machine")))
    web.routes["/feed"] = make_reply(str(secret).encode())
    with pytest.raises(SourceError, match="is no feed"):
        list(opened("feed", f"{web.url}/feed").entries())


def entities(*definitions: str) -> bytes:
    """A feed whose title is the last of some entities."""
    subset = "".join(f"<!ENTITY e{number} {text}>" for number, text in enumerate(definitions))
    last = f"&e{len(definitions) - 1};"
    return f"<!DOCTYPE rss [{subset}]><rss version='2.0'><channel>{ITEM % (last, 'a', '')}</channel></rss>".encode()


@pytest.mark.parametrize(
    "body",
    [
        entities('"ha"', *(f'"{f"&e{number};" * 10}"' for number in range(30))),
        entities('"' + "A" * 100_000 + '"', '"' + "&e0;" * 20_000 + '"'),
        entities('SYSTEM "file:///etc/passwd"'),
        entities('SYSTEM "http://127.0.0.1:9/x"'),
        b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">' + rss(("a", "A")),
        b'<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>' + rss(("a", "A")),
        rss(("a", "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/>")),
        b"<rss><channel>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</channel></rss>",
        b"<rss><channel><title a='" + b"A" * 12_000_000 + b"'/></channel></rss>",
        rss(("a", "A", "<author>a@" + "a." * 24_000 + "!</author>")),
        rss(("a", "A", "<description>" + "&lt;p " * 300_000 + "</description>")),
    ],
    ids="laughs quadratic file network dtd parameter xinclude deep attribute author markup".split(),
)
def test_hostile_feeds_gain_nothing(body: bytes) -> None:
    started = time.monotonic()
    tracemalloc.start()
    try:
        found = list(read(body, "https://feed.example/").items)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < 4
    assert not any("root:" in item.title or "ha" in item.title or len(item.title) > 500 for item in found)


def test_a_feed_without_end_has_an_end(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/feed"] = make_reply(rss(*((f"{number}", "x") for number in range(MOST + 5))))
    made = opened("feed", f"{web.url}/feed")
    found = []
    with pytest.raises(SourceError, match="lists more than 10,000 items"):
        for entry in made.entries():
            found.append(entry)
    assert len(found) == MOST


@settings(max_examples=150)
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"<rss><channel><item>", b"<feed><entry><content>", b'{"items":['])
)
def test_any_bytes_end_in_items_or_an_error(body: bytes, start: bytes) -> None:
    try:
        document = read(start + body, "https://feed.example/")
    except SourceError as error:
        assert error.hint
    else:
        assert all(item.url.startswith("http") or not item.url for item in document.items)


ODD = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = "id url external_url title content_html content_text date_published date_modified author authors".split()


@settings(max_examples=100)
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=5), max_size=3), ODD)
def test_fields_of_a_json_feed_may_be_anything(items: list[dict[str, Any]], older: Any) -> None:
    document = read(json.dumps({"items": items, "next_url": older}).encode(), "https://feed.example/")
    for item in document.items:
        assert isinstance(item.title + item.content + item.author, str)
        (item.title + item.content + item.url).encode()


# --- not changed, paging, full text ------------------------------------------------------------------------


def test_a_feed_that_has_not_changed_lists_nothing(web: Any, desk: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/feed"] = [make_reply(rss(("a", "A")), ETag='"1"'), make_reply(status=304), make_reply(rss(("a", "A")))]
    made = desk()
    first = opened("feed", f"{web.url}/feed", made)
    assert len(list(first.entries())) == 1
    assert made.poll(f"{web.url}/feed") is None, "it is remembered by whoever has dealt with the entries"
    made.remember(first.polls[0])
    for _ in range(2):
        again = opened("feed", f"{web.url}/feed", made)
        assert list(again.entries()) == []
        assert len(again.polls) == 1
    assert 'If-None-Match: "1"' in web.asked("/feed")[1]


PAGING = '<link xmlns="http://www.w3.org/2005/Atom" rel="%s" href="%s"/>'


@pytest.mark.parametrize("rel", ["next", "prev-archive"])
@pytest.mark.parametrize(("back", "titles"), [(0, "A"), (1, "AB"), (2, "ABC"), (9, "ABC")])
def test_older_documents_are_walked(
    rel: str, back: int, titles: str, web: Any, desk: Any, opened: Any, make_reply: Any
) -> None:
    pages = {"/1": ("A", "/2"), "/2": ("B", "3"), "/3": ("C", "/1")}
    for path, (title, older) in pages.items():
        web.routes[path] = make_reply(rss((title, title), head=PAGING % (rel, older)), ETag=f'"{title}"')
    made = desk()
    for expected in (titles, titles if back else ""):  # what has been read before is read again where it is asked for
        gatherer = opened("feed", f"{web.url}/1", made, options={"back": back})
        assert "".join(entry.title for entry in gatherer.entries()) == expected
        for poll in gatherer.polls:
            made.remember(poll)


def test_a_json_feed_is_paged_by_its_next_url(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/1"] = make_reply(b'{"items": [{"url": "/a"}], "next_url": "/2"}')
    web.routes["/2"] = make_reply(b'{"items": [{"url": "/b"}], "next_url": ["odd"]}')
    found = [entry.url for entry in opened("feed", f"{web.url}/1", options={"back": 5}).entries()]
    assert found == [f"{web.url}/a", f"{web.url}/b"]


def test_a_hostile_way_to_older_items_is_refused(web: Any, other: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/1"] = make_reply(rss(("a", "A"), head=PAGING % ("next", f"{other.url}/2")))
    found = []
    with pytest.raises(SourceError, match="private address"):
        for entry in opened("feed", f"{web.url}/1", options={"back": 1}).entries():
            found.append(entry.title)
    assert (found, other.connections) == (["A"], 0)


STORY = "<p>The harbour council voted to keep the ferry.</p>"
FULL = {
    "encoded": "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
    f"<![CDATA[{STORY}]]></content:encoded><description>short</description>",
    "unbound prefix": f"<content:encoded><![CDATA[{STORY}]]></content:encoded>",
    "description": f"<description>{STORY.replace('<', '&lt;')}</description>",
    "unescaped": f"<description>{STORY}</description>",
    "atom": f'<content xmlns="http://www.w3.org/2005/Atom" type="html">{STORY.replace("<", "&lt;")}</content>',
    "xhtml": '<content xmlns="http://www.w3.org/2005/Atom" type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
    f"{STORY}</div></content>",
    "base64": '<content mode="base64">PHA+VGhlIGhhcmJvdXIgY291bmNpbCB2b3RlZCB0byBrZWVwIHRoZSBmZXJyeS48L3A+</content>',
}


@pytest.mark.parametrize("form", FULL)
def test_the_text_that_a_feed_holds_is_captured(form: str, web: Any, opened: Any, make_reply: Any) -> None:
    author = "<author><name>Mara Lindqvist</name></author>"
    web.routes["/feed"] = make_reply(rss(("a", "Ferry <stays>".replace("<", "&lt;"), FULL[form], author)))
    made = opened("feed", f"{web.url}/feed", options={"full_text": True})
    (entry,) = made.entries()
    capture = made.capture(entry)
    assert STORY in capture.body.decode()
    assert "<title>Ferry &lt;stays&gt;</title>" in capture.body.decode()
    assert '<meta name=author content="Mara Lindqvist">' in capture.body.decode()
    assert (capture.url, capture.status, capture.media_type) == (f"{web.url}/a", 200, "text/html")
    assert capture.via == f"feed {web.url}/feed"
    assert web.asked("/a") == []


def test_plain_text_is_no_markup(web: Any, opened: Any, make_reply: Any) -> None:
    items = [{"url": "/a", "content_text": "5 < 6\n\nnext"}]
    web.routes["/feed"] = make_reply(json.dumps({"items": items}).encode())
    made = opened("feed", f"{web.url}/feed", options={"full_text": True})
    (entry,) = made.entries()
    assert b"<p>5 &lt; 6</p><p>next</p>" in made.capture(entry).body


def test_without_the_option_the_page_is_captured(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes |= {"/feed": make_reply(rss(("a", "A", FULL["description"]))), "/a": make_reply(b"<p>the page")}
    made = opened("feed", f"{web.url}/feed")
    (entry,) = made.entries()
    assert made.capture(entry).body == b"<p>the page"


def test_an_item_without_text_is_captured_as_a_page(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes |= {"/feed": make_reply(rss(("a", "A"))), "/a": make_reply(b"<p>the page")}
    made = opened("feed", f"{web.url}/feed", options={"full_text": True})
    (entry,) = made.entries()
    assert made.capture(entry).body == b"<p>the page"


def test_the_text_of_a_feed_is_captured_once(web: Any, desk: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/feed"] = [
        make_reply(rss(("a", "A", FULL["description"]))),
        make_reply(rss(("a", "A", FULL["description"]), ("b", "B"))),
        make_reply(rss(("b", "B"))),
        make_reply(rss(("a", "A", "<description>edited</description>"))),
    ]
    made, statuses, entry = desk(), [], None
    for _ in range(4):
        made.moment += timedelta(hours=1)
        gatherer = opened("feed", f"{web.url}/feed", made, options={"full_text": True})
        entry = next((each for each in gatherer.entries() if each.title == "A"), entry)
        assert entry
        capture = gatherer.capture(entry)
        statuses.append((capture.status, bool(capture.body)))
        if capture.body:
            assert made.poll(entry.url).digest == digest(capture.body)
    assert statuses == [(200, True), (304, False), (304, False), (200, True)]
    assert web.asked("/a") == [], "the page of an item that has left the feed is not asked for"
