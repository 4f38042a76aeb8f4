"""What `init` finds of a site: its feeds, sitemaps and list, its name and language; only what lists something."""

from __future__ import annotations

from typing import Any

import pytest

from tamizdat.errors import SourceError
from tamizdat.gather.discover import FILES_LOOKED_AT, NEWEST, discover

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


PART = ("^https?://[^/]+/zh/",)


@pytest.mark.parametrize(
    ("given", "listed", "include", "pages"),
    [
        ("/zh/", ["/en/1", "/zh/2", "/zhuhai/3"], PART, ["/zh/2"]),
        ("/zh", ["/en/1", "/zh/2"], PART, ["/zh/2"]),
        ("/zh/index.html", ["/en/1", "/zh/2"], PART, ["/zh/2"]),
        ("/zh/", ["/en/1"], None, []),
        ("/", ["/en/1", "/zh/2"], PART, ["/zh/2"]),
        ("/", ["/2026/1"], (), ["/2026/1"]),
        ("/index.html", ["/2026/1"], (), ["/2026/1"]),
    ],
)
def test_a_home_page_that_is_a_part_of_its_site_takes_that_part_of_the_sitemap(
    given: str, listed: list[str], include: Any, pages: list[str], web: Any, desk: Any, make_reply: Any
) -> None:
    locations = "".join(f"<url><loc>{path}</loc></url>" for path in listed)
    page = make_reply(home(body='<a href="/zh/the-ferry-stays">Ferry</a>'))
    web.routes |= {
        "/": make_reply(status=302, Location="/zh/"),
        **dict.fromkeys(("/zh/", "/zh", "/zh/index.html", "/index.html"), page),
        "/sitemap.xml": make_reply(f"<urlset>{locations}</urlset>".encode()),
    }
    found = discover(desk().fetcher, web.url + given)
    assert [source.include for source in found.sources if source.kind == "sitemap"] == (
        [] if include is None else [include]
    )
    assert [page.removeprefix(web.url) for page in found.pages] == [*pages, "/zh/the-ferry-stays"]


def test_a_feed_that_is_given_itself_is_no_part_of_a_site(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {"/news/feed/": make_reply(FEED), "/sitemap.xml": make_reply(SITEMAP)}
    found = discover(desk().fetcher, f"{web.url}/news/feed/")
    assert [(source.kind, source.include) for source in found.sources] == [("feed", ()), ("sitemap", ())]


@pytest.mark.parametrize(("count", "options"), [(3, {}), (700, {"newest": NEWEST})])
def test_of_a_large_sitemap_the_newest_are_taken(
    count: int, options: dict[str, int], web: Any, desk: Any, make_reply: Any
) -> None:
    pages = "".join(f"<url><loc>/2026/{number}</loc></url>" for number in range(count))
    web.routes |= {"/": make_reply(home()), "/sitemap.xml": make_reply(f"<urlset>{pages}</urlset>".encode())}
    [source] = discover(desk().fetcher, web.url).sources
    assert source.options == options


def test_of_a_sitemap_of_many_files_some_are_looked_at(web: Any, desk: Any, make_reply: Any) -> None:
    files = "".join(f"<sitemap><loc>/s{number}</loc></sitemap>" for number in range(400))
    web.routes |= {
        "/": make_reply(home()),
        "/sitemap.xml": make_reply(f"<sitemapindex>{files}</sitemapindex>".encode()),
        **{
            f"/s{number}": make_reply(f"<urlset><url><loc>/2026/{number}</loc></url></urlset>".encode())
            for number in range(400)
        },
    }
    [source] = discover(desk().fetcher, web.url).sources
    assert source.options == {"newest": NEWEST}
    assert sum("GET /s" in head for head in web.heads) == FILES_LOOKED_AT


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
