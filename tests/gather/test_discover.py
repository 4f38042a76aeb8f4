"""What `init` finds of a site: its feeds, sitemaps and list, its name and language; only what lists something."""

from __future__ import annotations

from typing import Any

import pytest

from tamizdat.errors import SourceError
from tamizdat.gather.discover import discover

FEED = b"<rss version='2.0'><channel><title>Courier feed</title><item><link>/2026/ferry</link></item></channel></rss>"
SITEMAP = b"<urlset><url><loc>/2026/bridge</loc></url></urlset>"
HOME = """<!doctype html><html lang="en-GB"><head><title>The Harbour Courier | Home</title>
<meta property="og:site_name" content="The Harbour  Courier">{head}</head><body>{body}</body></html>"""


def home(head: str = "", body: str = "") -> bytes:
    return HOME.format(head=head, body=body).encode()


def kinds(found: Any, web: Any) -> list[tuple[str, str]]:
    return [(source.kind, source.url.removeprefix(web.url)) for source in found.sources]


def test_what_a_page_tells_of_is_found_and_tried(web: Any, desk: Any, make_reply: Any) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/{kind}" href="{path}">'
        for kind, path in [
            ("rss+xml", "/rss"),
            ("atom+xml", "/broken"),
            ("rss+xml", "/comments/feed"),
            ("json", "/api"),
            ("rss+xml", "javascript:alert(1)"),
            ("feed+json", "/feed.json"),
        ]
    )
    web.routes |= {
        "/": make_reply(home(links, '<a href="/city/the-ferry-stays">Ferry</a>')),
        "/rss": make_reply(FEED),
        "/broken": make_reply(b"<html>"),
        "/feed.json": make_reply(b'{"items": [{"url": "/2026/fair"}]}'),
        "/robots.txt": make_reply(
            f"Sitemap: {web.url}/map.xml\nsitemap: https://elsewhere.example/s\n".encode(), ETag='"r"'
        ),
        "/map.xml": make_reply(SITEMAP),
    }
    found = discover(desk().fetcher, web.url)
    assert kinds(found, web) == [("feed", "/rss"), ("feed", "/feed.json"), ("sitemap", "/map.xml"), ("section", "/")]
    assert (found.home, found.name, found.language) == (f"{web.url}/", "The Harbour Courier", "en-GB")
    pages = [page.removeprefix(web.url) for page in found.pages]
    assert pages == ["/2026/ferry", "/2026/fair", "/2026/bridge", "/city/the-ferry-stays"]
    assert not any("If-None-Match" in head for head in web.heads), "what is unchanged has no body to read"
    assert {path for head in web.heads if (path := head.split(" ")[1]) in ("/comments/feed", "/api")} == set()


@pytest.mark.parametrize("path", ["/feed", "/atom.xml", "/rss"])
def test_feeds_that_no_page_tells_of_are_looked_for(path: str, web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {"/": make_reply(home()), path: make_reply(FEED), "/sitemap.xml": make_reply(SITEMAP)}
    found = discover(desk().fetcher, web.url)
    assert kinds(found, web) == [("feed", path), ("sitemap", "/sitemap.xml")]


def test_a_feed_may_be_given_itself(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/news/feed.xml"] = make_reply(FEED)
    found = discover(desk().fetcher, f"{web.url}/news/feed.xml")
    assert kinds(found, web) == [("feed", "/news/feed.xml")]
    assert found.name == "Courier feed"


def test_a_list_alone_is_a_source(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {
        "/": make_reply(status=302, Location="/en/"),
        "/en/": make_reply(home(body='<a href="n10577.htm">x</a>')),
    }
    found = discover(desk().fetcher, web.url)
    assert kinds(found, web) == [("section", "/en/")]
    assert found.pages == (f"{web.url}/en/n10577.htm",)


def test_a_sitemap_with_a_broken_part_is_a_source(web: Any, desk: Any, make_reply: Any) -> None:
    index = b"<sitemapindex><sitemap><loc>/none</loc></sitemap><sitemap><loc>/s</loc></sitemap></sitemapindex>"
    web.routes |= {"/": make_reply(home()), "/sitemap.xml": make_reply(index), "/s": make_reply(SITEMAP)}
    assert kinds(discover(desk().fetcher, web.url), web) == [("sitemap", "/sitemap.xml")]


@pytest.mark.parametrize("body", [home(), b"", b"\0\xff", home('<base href="javascript:0">')])
def test_a_site_without_anything_is_said(body: bytes, web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/"] = make_reply(body)
    with pytest.raises(SourceError, match="has no feed, no sitemap, and no links that look like articles") as failure:
        discover(desk().fetcher, web.url)
    assert "section" in failure.value.hint


def test_what_robots_forbid_is_not_looked_for(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {
        "/": make_reply(home(body='<a href="/city/the-ferry-stays">Ferry</a>')),
        "/robots.txt": make_reply(b"User-agent: *\nDisallow: /feed\nDisallow: /*.xml"),
        "/feed": make_reply(FEED),
    }
    assert kinds(discover(desk().fetcher, web.url), web) == [("section", "/")]
    assert not {"/feed", "/feed.xml", "/sitemap.xml"} & {head.split(" ")[1] for head in web.heads}


def test_nothing_inside_is_asked(web: Any, other: Any, desk: Any, make_reply: Any) -> None:
    feed = f'<link rel="alternate" type="application/rss+xml" href="{other.url}/feed">'
    web.routes |= {"/": make_reply(home(feed, '<a href="/city/the-ferry-stays">Ferry</a>'))}
    assert kinds(discover(desk().fetcher, web.url), web) == [("section", "/")]
    assert other.connections == 0
