"""Hostile servers: bombs, endless answers, dribbles and lies end soon and in little memory."""

from __future__ import annotations

import socket
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import repeat
from typing import Any

import brotli
import pytest
import zstandard

from tamizdat.errors import SourceError
from tamizdat.gather.decode import TooLarge

MEGABYTE = bytes(1_000_000)
OK = b"HTTP/1.1 200 OK\r\n"


def packed(name: str) -> Iterator[bytes]:
    """Ten gigabytes of zeros, packed as they are asked for."""
    made: Any = {
        "gzip": lambda: zlib.compressobj(9, wbits=31),
        "deflate": lambda: zlib.compressobj(9),
        "br": lambda: brotli.Compressor(quality=1),
        "zstd": lambda: zstandard.ZstdCompressor(level=1).compressobj(),
    }[name]()
    pack = made.process if name == "br" else made.compress
    for _ in range(10_000):
        yield pack(MEGABYTE)


def endless(
    start: bytes, pieces: Callable[[], Iterator[bytes]], gap: float = 0
) -> Callable[[socket.socket, str], None]:
    """A route that sends `start` and then all `pieces`."""

    def send(connection: socket.socket, head: str) -> None:
        connection.sendall(start)
        for piece in pieces():
            connection.sendall(piece)
            time.sleep(gap)

    return send


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_stops_at_the_limit_in_little_memory(name: str, web: Any, desk: Any) -> None:
    head = OK + f"Content-Encoding: {name}\r\n\r\n".encode()
    web.routes["/"] = endless(head, lambda: packed(name))
    made = desk(page_limit=20_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match=rf"{web.url}/ is too large: more than 20,000,000 bytes"):
            made.fetcher.get(web.url)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("framing", ["until close", "chunked", "length"])
def test_an_endless_body_stops_at_the_limit(framing: str, web: Any, desk: Any) -> None:
    head = {"until close": OK + b"\r\n", "chunked": OK + b"Transfer-Encoding: chunked\r\n\r\n"}
    head["length"] = OK + b"Content-Length: 1000000000000\r\n\r\n"
    piece = MEGABYTE if framing != "chunked" else b"f4240\r\n" + MEGABYTE + b"\r\n"
    web.routes["/"] = endless(head[framing], lambda: repeat(piece))
    with pytest.raises(TooLarge, match=r"is too large: (more than 3,000,000|it announces 1,000,000,000,000) bytes"):
        desk(page_limit=3_000_000).fetcher.get(web.url)


@pytest.mark.parametrize(
    "start",
    [
        OK + b"X: ",
        OK,
        b"HTTP/1.1 ",
        b"",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1;",
        OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n",
    ],
    ids=["header", "headers", "status", "interim", "size of chunk", "trailer"],
)
def test_an_endless_head_ends(start: bytes, web: Any, desk: Any) -> None:
    piece = {OK: b"X: y\r\n", b"": b"HTTP/1.1 100 Continue\r\n\r\n"}.get(start, b"a" * 10_000)
    web.routes["/"] = endless(start, lambda: repeat(piece))
    with pytest.raises(SourceError):
        desk(page_limit=500_000).fetcher.get(web.url)


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"", b""),
        (OK, b"X"),
        (OK + b"\r\n", b"."),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n.\r\n"),
        (b"", b"HTTP/1.1 100 C\r\n\r\n"),
    ],
    ids=["silence", "header", "body", "chunks", "interim"],
)
def test_a_dribbling_server_is_cut_off(start: bytes, piece: bytes, web: Any, desk: Any) -> None:
    made = desk(timeout=timedelta(seconds=0.4), retries=3)
    made.fetcher.robots.read = lambda *_: pytest.fail("is known")
    web.routes["/robots.txt"] = OK + b"Content-Length: 0\r\n\r\n"
    web.routes["/"] = endless(start, lambda: repeat(piece), gap=0.05)
    desk_robots = desk()
    with suppress(SourceError):
        desk_robots.fetcher.get(f"{web.url}/none")
    made.polls |= desk_robots.polls
    started = time.monotonic()
    with pytest.raises(SourceError, match=r"took longer than 0.4 s"):
        made.fetcher.get(web.url)
    assert time.monotonic() - started < 1.2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", "badly compressed"),
        (OK + b"Content-Encoding: br\r\nContent-Length: 5\r\n\r\nhello", "badly compressed"),
        (OK + b"Content-Encoding: zstd\r\nContent-Length: 5\r\n\r\nhello", "badly compressed"),
        (OK + b"Content-Encoding: compress\r\nContent-Length: 5\r\n\r\nhello", "unknown compression"),
        (OK + b"Content-Encoding: gzip, gzip, gzip\r\nContent-Length: 5\r\n\r\nhello", "unknown compression"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx", "broke off"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", "broke off"),
        (OK + b"Content-Length: 50\r\n\r\nhello", "broke off"),
        (b"\0\1\2 not http at all\r\n\r\n", "broke off"),
        (OK + b"X: y\r\n" * 200 + b"\r\n", "broke off"),
        (b"", "broke off"),
    ],
)
def test_a_lie_is_refused(answer: bytes, reason: str, web: Any, desk: Any) -> None:
    web.routes["/"] = lambda connection, head: connection.sendall(answer)
    with pytest.raises(SourceError, match=reason) as failure:
        desk().fetcher.get(web.url)
    assert web.url in failure.value.message
    assert failure.value.hint


def test_what_follows_an_answer_is_not_the_next_one(web: Any, desk: Any) -> None:
    web.routes["/"] = OK + b"Content-Length: 2\r\n\r\nhi" + OK + b"Content-Length: 6\r\n\r\npoison"
    web.routes["/b"] = OK + b"Content-Length: 4\r\n\r\ngood"
    made = desk()
    assert made.fetcher.get(web.url).body == b"hi"
    time.sleep(0.05)
    assert made.fetcher.get(f"{web.url}/b").body == b"good"


def test_pictures_have_their_own_limit(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/"] = make_reply(b"x" * 100)
    made = desk(page_limit=50, picture_limit=200)
    assert len(made.fetcher.get(web.url, purpose="picture").body) == 100
    with pytest.raises(TooLarge):
        made.fetcher.get(web.url)
