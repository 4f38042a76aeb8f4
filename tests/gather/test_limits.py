"""Hostile servers: bombs, endless answers, dribbles and lies end soon and in little memory."""

from __future__ import annotations

import gzip
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
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.errors import SourceError
from tamizdat.gather.decode import DECODERS, Corrupt, TooLarge, decode

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


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_no_step_of_a_decoder_is_large(name: str) -> None:
    bomb = [b"".join(chunk for chunk, _ in zip(packed(name), range(40), strict=False))]
    steps = []
    with suppress(Corrupt):  # it breaks off
        for step in DECODERS[name](iter(bomb)):
            steps.append(len(step))
    assert max(steps, default=0) < (4_000_000 if name == "zstd" else 200_000)
    assert sum(steps) > 30_000_000


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


@settings(max_examples=50)
@given(st.binary(min_size=1, max_size=3000), st.sampled_from([1, 7, 64, 5000]), st.booleans())
def test_every_coding_survives_any_slicing(data: bytes, size: int, twice: bool) -> None:
    packers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
        "zstd": zstandard.compress,
    }
    for name, pack in packers.items():
        whole = pack(data)
        if twice and name in ("gzip", "zstd"):  # several members, or frames, in a row
            whole += pack(data)
        slices = [whole[start : start + size] for start in range(0, len(whole), size)]
        assert decode(slices, name, 10_000) == data * (2 if twice and name in ("gzip", "zstd") else 1)
        with pytest.raises(Corrupt, match="badly compressed"):
            decode([pack(data)[:-1]], name, 10_000)


def test_deflate_may_be_bare() -> None:
    bare = zlib.compressobj(wbits=-15)
    assert decode([bare.compress(b"hello") + bare.flush()], "Deflate", 100) == b"hello"


def test_nothing_is_nothing_in_every_coding() -> None:
    assert [decode([], name, 10) for name in DECODERS] == [b""] * len(DECODERS)
