"""One list with every hostile thing in it, and good pages between them: each fails by name, and the run goes on."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from datetime import timedelta
from itertools import repeat
from typing import Any

import pytest

from tamizdat.errors import SourceError

OK = b"HTTP/1.1 200 OK\r\n"
# A block of a megabyte of zeros that may be repeated: ten thousand of them are ten gigabytes in ten megabytes.
TOOL = zlib.compressobj(9, wbits=-15)
MEGABYTE = TOOL.compress(bytes(1_000_000)) + TOOL.flush(zlib.Z_FULL_FLUSH)
BOMB = b"\x1f\x8b\x08" + bytes(7) + MEGABYTE * 10_000


def packed_twice(connection: Any, head: str) -> None:
    """Ten gigabytes in a few kilobytes, as gzip inside of gzip."""
    connection.sendall(OK + b"Content-Encoding: gzip, gzip\r\n\r\n" + gzip.compress(BOMB, 6))


def endless(connection: Any, head: str) -> None:
    connection.sendall(OK + b"\r\n")
    for piece in repeat(b"<p>and so on</p>" * 5_000):
        connection.sendall(piece)


def dribbling(connection: Any, head: str) -> None:
    connection.sendall(OK + b"\r\n")
    for piece in repeat(b"<"):
        connection.sendall(piece)
        time.sleep(0.1)


# Path of a page, how the server acts, and what is said of it; "" where the page is good.
ROUTES: dict[str, tuple[Any, str]] = {
    "/first": (b"<p>good", ""),
    "/bomb": (OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB, "too large: more than"),
    "/nested": (packed_twice, "too large: more than"),
    "/loopback": ({"Location": "http://127.0.0.1:{other}/secret"}, "refused: 127.0.0.1 is a private address"),
    "/metadata": ({"Location": "http://169.254.169.254/latest/meta-data/"}, "169.254.169.254 is a private address"),
    "/file": ({"Location": "file:///etc/passwd"}, "is no http or https address"),
    "/word": ({"Location": "http://user:word@127.0.0.1:{port}/first"}, "it holds a user name"),
    "/circle": ({"Location": "/circle"}, "redirects in a circle"),
    "/endless": (endless, "too large: more than"),
    "/dribble": (dribbling, "took longer than"),
    "/private/page": (b"<p>secret", "is forbidden by the robots.txt"),
    "/hop": ({"Location": "/private/page"}, "is forbidden by the robots.txt"),
    "/lie": (OK + b"Content-Encoding: br\r\nContent-Length: 5\r\n\r\nhello", "badly compressed"),
    "/cut": (OK + b"Content-Length: 99\r\n\r\nhello", "the connection broke off"),
    "/gone": (None, "answered 404"),
    "/last": (b"<p>good", ""),
}
ELSEWHERE = {
    "http://127.0.0.1:{other}/secret": "127.0.0.1 is a private address",
    "http://inside.example:{other}/": "leads to a private address",
    "http://rebind.example:{other}/": "leads to a private address",
    "http://[::1]:{other}/": "::1 is a private address",
    "https://news.example:6379/": "belongs to another protocol",
}


def listed(web: Any, other: Any, make_reply: Any) -> dict[str, str]:
    """Serve all of it and a feed that lists it; what is to be said of each address."""
    expected = {}
    for path, (route, words) in ROUTES.items():
        if isinstance(route, dict):
            place = route["Location"].format(other=other.port, port=web.port)
            web.routes[path] = make_reply(status=302, Location=place)
        elif isinstance(route, bytes) and not route.startswith(OK):
            web.routes[path] = make_reply(route)
        elif isinstance(route, bytes):
            web.routes[path] = lambda connection, head, route=route: connection.sendall(route)
        elif route:
            web.routes[path] = route
        expected[web.url + path] = words
    expected |= {url.format(other=other.port): words for url, words in ELSEWHERE.items()}
    items = "".join(f"<item><link>{url}</link></item>" for url in expected)
    web.routes["/feed"] = make_reply(f"<rss><channel>{items}</channel></rss>".encode())
    web.routes["/robots.txt"] = make_reply(b"User-agent: *\nDisallow: /private/\n")
    return expected


def test_every_hostile_thing_is_a_named_failure_and_the_run_goes_on(
    web: Any, other: Any, desk: Any, opened: Any, names: Any, make_reply: Any
) -> None:
    names |= {"inside.example": [["127.0.0.1"]], "rebind.example": [["10.0.0.1"], ["127.0.0.1"]]}
    expected = listed(web, other, make_reply)
    made = desk(timeout=timedelta(seconds=1.5), page_limit=12_000_000)
    source = opened("feed", f"{web.url}/feed", made)
    said = {}
    started = time.monotonic()
    tracemalloc.start()
    try:
        for entry in source.entries():
            try:
                said[entry.url] = "" if source.capture(entry).body == b"<p>good" else "something else came"
            except SourceError as error:
                assert error.hint
                said[entry.url] = error.message
        assert tracemalloc.get_traced_memory()[1] < 120_000_000
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < 12
    assert list(said) == list(expected)
    wrong = {url: words for url, words in expected.items() if words not in said[url] or bool(words) != bool(said[url])}
    assert not wrong, {url: said[url] for url in wrong}
    assert other.connections == 0, "nothing inside was asked"
    assert web.asked("/private/page") == []


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{}/feed", "http://[::ffff:127.0.0.1]:{}/feed", "http://localhost:{}/"]
)
@pytest.mark.parametrize("kind", ["feed", "sitemap", "section"])
def test_no_source_may_be_inside(kind: str, url: str, other: Any, opened: Any) -> None:
    with pytest.raises(SourceError, match="private address"):
        list(opened(kind, url.format(other.port)).entries())
    assert other.connections == 0
