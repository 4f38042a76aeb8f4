"""List pages: which of their links are articles, by address or by rule, and the older pages behind them."""

from __future__ import annotations

from typing import Any

import pytest

from tamizdat.errors import ConfigError, SourceError

LIST = b"""<!doctype html><title>City</title><nav><a href="/2026/nav-is-no-article">Menu</a></nav>
<main><h2><a href="/2026/02/03/ferry.html#top">The <b>ferry</b>
  stays</a></h2><a href="/2026/02/03/ferry.html"><img src=b.jpg></a>
<a href="/city/the-bridge-is-closed">Bridge</a> <a href="/city/n10577.htm">Fair</a>
<a href="/about">About</a> <a href="/city/">City</a> <a href="/tag/harbour-and-sea-2026">Harbour</a>
<a href="https://elsewhere.example/2026/02/03/ferry.html">Elsewhere</a> <a href="mailto:a@b.example">Mail</a>
<a href="javascript:alert(20260203)">No</a> <a href="?page=2">2</a></main>
<aside><a href="/2026/aside-is-no-article">Aside</a></aside><footer><a href="/2026/02/01/imprint-2026">x</a></footer>"""


CITY = ["/city/the-bridge-is-closed", "/city/n10577.htm"]


def titles(gatherer: Any) -> dict[str, str]:
    """What a source lists: titles by path."""
    return {"/" + entry.url.split("/", 3)[3]: entry.title for entry in gatherer.entries()}


def test_articles_are_known_by_their_addresses(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/city/"] = make_reply(LIST)
    made = opened("section", f"{web.url}/city/", section="City")
    assert titles(made) == {
        "/2026/02/03/ferry.html": "The ferry stays",
        "/city/the-bridge-is-closed": "Bridge",
        "/city/n10577.htm": "Fair",
    }
    assert {entry.section for entry in made.entries()} == {"City"}


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"include": ["/about$"]}, ["/about"]),
        ({"include": ["/city/.", "a"], "exclude": ["/202", "tag", r"\?"]}, [*CITY, "/about"]),
        ({"exclude": ["ferry", r"\.htm$"]}, ["/city/the-bridge-is-closed"]),
        ({"options": {"links": "h2 a"}}, ["/2026/02/03/ferry.html"]),
        ({"options": {"links": "nav a, aside a"}, "exclude": ["nav"]}, ["/2026/aside-is-no-article"]),
        ({"options": {"links": "h3"}}, []),
    ],
)  # fmt: skip
def test_rules_say_which_links_count(
    fields: dict[str, Any], found: list[str], web: Any, opened: Any, make_reply: Any
) -> None:
    web.routes["/city/"] = make_reply(LIST)
    assert list(titles(opened("section", f"{web.url}/city/", **fields))) == found


@pytest.mark.parametrize("option", ["links", "next"])
def test_a_broken_selector_is_a_mistake_in_the_settings(option: str, web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/city/"] = make_reply(LIST)
    with pytest.raises(ConfigError, match=r'"h2 > \[" is no CSS selector'):
        list(opened("section", f"{web.url}/city/", options={option: "h2 > [", "back": 1}).entries())


WAYS = {
    "link": '<link rel="next" href="{}">',
    "rel": '<a rel="nofollow next" href="{}">on</a>',
    "words": '<a href="/">Home</a><a href="{}">Older stories</a>',
    "chinese": '<a href="{}">下一页</a>',
    "persian": '<a href="{}">بعدی</a>',
    "numbers": '<a href="/city/?page=9">9</a><a href="{}">Page</a>',
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("back", "count"), [(0, 1), (1, 2), (2, 3), (9, 3)])
def test_older_pages_are_walked(way: str, back: int, count: int, web: Any, opened: Any, make_reply: Any) -> None:
    for number in (1, 2, 3):
        older = WAYS[way].format(f"/city/?page={number + 1}") if number < 3 else ""
        path = "/city/" if number == 1 else f"/city/?page={number}"
        web.routes[path] = make_reply(f"<a href=/2026/story-{number}>{number}</a>{older}".encode(), ETag=f'"{number}"')
    found = titles(opened("section", f"{web.url}/city/", options={"back": back}))
    assert list(found.values()) == [str(number + 1) for number in range(count)]


def test_a_selector_finds_the_older_page(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/city/"] = make_reply(
        b'<a href=/2026/one>1</a><a rel=next href="/bad">n</a><a class=old href="/b">o</a>'
    )
    web.routes["/b"] = make_reply(b"<a href=/2026/two>2</a><a rel=next href=/bad>n</a>")
    found = titles(opened("section", f"{web.url}/city/", options={"back": 5, "next": "a.old"}))
    assert list(found.values()) == ["1", "2"]
    assert web.asked("/bad") == []


def test_walking_ends_in_a_circle_and_on_this_site(web: Any, other: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/a"] = make_reply(b'<a href=/2026/one>1</a><a href="/b">older</a>')
    web.routes["/b"] = make_reply(b'<a href=/2026/two>2</a><a href="/a">older</a>')
    assert len(titles(opened("section", f"{web.url}/a", options={"back": 9}))) == 2
    assert len(web.asked("/a")) == 1
    elsewhere = other.url.replace("127.0.0.1", "elsewhere.example")
    web.routes["/c"] = make_reply(f'<a href=/2026/one>1</a><a href="{elsewhere}/b">older</a>'.encode())
    assert len(titles(opened("section", f"{web.url}/c", options={"back": 9}))) == 1


def test_an_older_page_that_fails_is_said_after_what_was_found(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/a"] = make_reply(b'<a href=/2026/one>1</a><a rel=next href="/b">older</a>')
    found = []
    with pytest.raises(SourceError, match="/b answered 404"):
        for entry in opened("section", f"{web.url}/a", options={"back": 9}).entries():
            found.append(entry.title)
    assert found == ["1"]


def test_an_unchanged_list_is_read_only_to_walk_behind_it(web: Any, desk: Any, opened: Any, make_reply: Any) -> None:
    first, second = b'<a href=/2026/one>1</a><a rel=next href="/b">o</a>', b"<a href=/2026/two>2</a>"
    web.routes["/a"] = [make_reply(first, ETag='"1"'), make_reply(status=304), make_reply(first), make_reply(first)]
    web.routes["/b"] = make_reply(second, ETag='"2"')
    made, found = desk(), []
    for back in (0, 0, 1, 1):
        gatherer = opened("section", f"{web.url}/a", made, options={"back": back})
        found.append("".join(titles(gatherer).values()))
        for poll in gatherer.polls:
            made.remember(poll)
    assert found == ["1", "", "12", "12"]
    assert not any("If-None-Match" in head for head in web.asked("/b"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0\xff" * 200,
        b"<a href='?page=" + b"9" * 6000 + b"'>x</a>",
        b"<div>" * 30_000 + b"<a href=/2026/one>1</a>",
        b"<a href=/2026/x>" * 30_000,
        b"<a href='http://['>x</a><a href='//\xff'>y</a><base href='javascript:0'>",
        b'<a rel=next href="http://169.254.169.254/page/2">older</a>',
    ],
    ids="empty bytes number deep links addresses metadata".split(),
)
def test_hostile_lists_gain_nothing(body: bytes, web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/a"] = make_reply(body)
    try:
        found = titles(opened("section", f"{web.url}/a", options={"back": 3}))
    except SourceError as error:
        assert "private address" in error.message
    else:
        assert set(found) <= {"/2026/one", "/2026/x"}
    assert {head.split(" ")[1] for head in web.heads} <= {"/a", "/robots.txt"}
