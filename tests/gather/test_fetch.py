"""The fetcher against a real server: what it asks, how often, what it keeps and how it says no."""

from __future__ import annotations

import gzip
import socket
import time
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import brotli
import pytest
import zstandard

from tamizdat.errors import SourceError
from tamizdat.model import Poll, digest

STORY = b"<p>The bridge was closed at noon.</p>" * 50


def test_an_answer_is_decoded_recorded_and_remembered(web: Any, desk: Any, make_reply: Any) -> None:
    packed = gzip.compress(STORY, mtime=0)
    web.routes["/a?x=1"] = make_reply(packed, Content_Encoding="gzip", ETag='"one"', Set_Cookie="reader=7", X_Twice="1")
    made = desk()
    response = made.fetcher.get(f"{web.url}/a?x=1")
    assert (response.status, response.body, response.unchanged, response.poll) == (200, STORY, False, None)
    assert response.url == response.final_url == f"{web.url}/a?x=1"
    assert response.headers == {"etag": '"one"', "x-twice": "1"}
    robots, page = made.exchanges
    assert (robots.purpose, robots.status) == ("robots", 404)
    assert (page.body, page.purpose, page.address, page.at) == (packed, "page", "127.0.0.1", made.moment)
    assert page.headers[:2] == (("Content-Length", str(len(packed))), ("Content-Encoding", "gzip"))
    assert page.request_headers == tuple(tuple(x.split(": ")) for x in web.asked("/a?x=1")[0].split("\r\n")[1:-2])
    assert made.polls[response.url] == Poll(
        url=response.url, checked_at=made.moment, status=200, etag='"one"', digest=digest(STORY)
    )


def test_the_agent_is_named_and_no_cookie_kept(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/"] = make_reply(status=302, Location="/b", Set_Cookie="reader=7; Path=/")
    web.routes["/b"] = make_reply(b"hi")
    desk(agent="press (+https://news.example/why)").fetcher.get(web.url)
    assert all("\r\nUser-Agent: press (+https://news.example/why)\r\n" in head for head in web.heads)
    assert not any("cookie" in head.lower() for head in web.heads)
    assert web.connections == 1, "one connection serves them all"


@pytest.mark.parametrize("purpose", ["page", "list"])
def test_what_did_not_change_is_not_sent_again(purpose: Any, web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/"] = [
        make_reply(STORY, ETag='"one"', Last_Modified="Sun, 01 Mar 2026 10:00:00 GMT"),
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        make_reply(STORY),
    ]
    made = desk()
    first = made.fetcher.get(web.url, purpose=purpose)
    if purpose == "list":
        assert first.url not in made.polls, "an interrupted run must read the list again"
        made.remember(first.poll)
    recorded = len(made.exchanges)
    made.moment += timedelta(hours=1)
    second = made.fetcher.get(web.url, purpose=purpose)
    assert (second.status, second.body, second.unchanged) == (304, b"", True)
    head = web.asked("/")[1]
    assert 'If-None-Match: "one"' in head
    assert "If-Modified-Since: Sun, 01 Mar 2026 10:00:00 GMT" in head
    assert len(made.exchanges) == recorded, "a run that finds nothing records nothing"
    kept = second.poll or made.polls[second.url]
    assert (kept.checked_at, kept.etag, kept.digest) == (made.moment, '"one"', digest(STORY))
    third = made.fetcher.get(web.url, purpose=purpose, conditional=False)
    assert (third.status, third.unchanged) == (200, True)
    assert "If-None" not in web.asked("/")[2]
    assert len(made.exchanges) == recorded + (purpose == "page")


def test_a_304_that_nobody_asked_for_is_refused(web: Any, desk: Any) -> None:
    web.routes["/"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    made = desk()
    with pytest.raises(SourceError, match="answered 304"):
        made.fetcher.get(web.url)
    assert f"{web.url}/" not in made.polls


def test_redirects_are_followed_and_recorded(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/"] = make_reply(status=301, Location="/新/b?q=1#part".encode().decode("latin-1"))
    web.routes["/%E6%96%B0/b?q=1"] = make_reply(b"hi")
    made = desk()
    response = made.fetcher.get(web.url)
    assert (response.url, response.final_url) == (f"{web.url}/", f"{web.url}/%E6%96%B0/b?q=1")
    assert [exchange.status for exchange in made.exchanges] == [404, 301, 200]


def test_validators_stay_with_the_site_that_gave_them(
    web: Any, other: Any, desk: Any, names: Any, make_reply: Any
) -> None:
    names |= {"one.example": [["127.0.0.1"]], "two.example": [["127.0.0.1"]]}
    one, two = f"http://one.example:{web.port}/", f"http://two.example:{other.port}/"
    web.routes["/"] = make_reply(status=302, Location=two)
    other.routes["/"] = make_reply(b"hi", ETag='"two"')
    made = desk(allow=(one[7:-1], two[7:-1]))
    made.fetcher.get(one)
    assert made.fetcher.get(one).unchanged
    assert "If-None-Match" in web.asked("/")[1]
    assert "If-None-Match" not in other.asked("/")[1]


@pytest.mark.parametrize(("redirects", "count"), [(3, 4), (8, 9)])
def test_redirects_have_an_end(redirects: int, count: int, web: Any, desk: Any, make_reply: Any) -> None:
    for number in range(20):
        web.routes[f"/{number}"] = make_reply(status=302, Location=f"/{number + 1}")
    with pytest.raises(SourceError, match=f"redirects more than {redirects} times"):
        desk(redirects=redirects).fetcher.get(f"{web.url}/0")
    assert len(web.asked("/robots.txt")) + count == len(web.heads)


def test_a_circle_of_redirects_is_noticed(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {"/a": make_reply(status=302, Location="/b"), "/b": make_reply(status=302, Location="/a")}
    with pytest.raises(SourceError, match="redirects in a circle, by way of"):
        desk().fetcher.get(f"{web.url}/a")
    assert len(web.heads) == 3


@pytest.mark.parametrize("status", [302, 401, 404, 410, 500])
def test_other_statuses_are_failures_with_their_exchange_kept(
    status: int, web: Any, desk: Any, make_reply: Any
) -> None:
    web.routes["/"] = make_reply(b"sorry", status=status, Content_Encoding="gzip")
    made = desk(retries=3)
    with pytest.raises(SourceError, match=rf"{web.url} answered {status} Reason") as failure:
        made.fetcher.get(web.url)
    assert failure.value.hint
    assert (made.exchanges[-1].status, made.exchanges[-1].body) == (status, b"sorry")
    assert made.polls[f"{web.url}/"].status == status
    assert len(web.asked("/")) == 1


def test_a_busy_server_is_asked_again_with_growing_pauses(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/"] = [make_reply(status=503), make_reply(status=502), make_reply(status=504), make_reply(b"hi")]
    made = desk(retries=3)
    assert made.fetcher.get(web.url).body == b"hi"
    assert made.slept == [1, 2, 4]
    assert [exchange.status for exchange in made.exchanges] == [404, 503, 502, 504, 200]


def test_retries_have_an_end(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/"] = make_reply(status=503)
    with pytest.raises(SourceError, match="answered 503"):
        desk(retries=2).fetcher.get(web.url)
    assert len(web.asked("/")) == 3


def test_retry_after_is_heeded(web: Any, desk: Any, make_reply: Any) -> None:
    made = desk(retries=3)
    later = format_datetime(made.moment + timedelta(seconds=90), usegmt=True)
    past = format_datetime(made.moment - timedelta(days=1), usegmt=True)
    answers = [make_reply(status=429, Retry_After=value) for value in ("7", later, past)]
    web.routes["/"] = [*answers, make_reply(b"hi")]
    assert made.fetcher.get(web.url).body == b"hi"
    assert made.slept == [7, 90, 4]


@pytest.mark.parametrize(
    ("value", "hours"), [("7200", 2), ("99999999999", 24), ("9" * 5000, 24), ("Fri, 31 Dec 9999 23:59:59 GMT", 24)]
)
def test_a_host_that_asks_for_it_is_left_alone(value: str, hours: int, web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {"/": make_reply(status=503, Retry_After=value), "/b": make_reply(b"hi")}
    made = desk(retries=3)
    until = made.moment + timedelta(hours=hours)
    for path in ("/", "/b", "/"):
        with pytest.raises(SourceError, match="asks to be left alone") as failure:
            made.fetcher.get(web.url + path)
        assert f"after {until:%Y-%m-%d %H:%M} UTC" in failure.value.hint
    assert (made.slept, len(web.asked("/")), web.asked("/b")) == ([], 1, [])
    made.moment = until
    assert made.fetcher.get(f"{web.url}/b").body == b"hi"


def test_a_host_that_stays_busy_is_left_alone_as_long_as_it_asks(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {"/": make_reply(status=429, Retry_After="60"), "/b": make_reply(b"hi")}
    made = desk(retries=1)
    with pytest.raises(SourceError, match="answered 429"):
        made.fetcher.get(web.url)
    with pytest.raises(SourceError, match="asks to be left alone"):
        made.fetcher.get(f"{web.url}/b")
    assert (made.slept, len(web.asked("/")), web.asked("/b")) == ([60], 2, [])
    made.moment += timedelta(seconds=60)
    assert made.fetcher.get(f"{web.url}/b").body == b"hi"


def test_a_pause_lies_between_two_requests_to_a_host(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {"/a": make_reply(b"a"), "/b": make_reply(b"b")}
    made = desk(pause=timedelta(seconds=2))
    made.fetcher.get(f"{web.url}/a")
    made.fetcher.get(f"{web.url}/b", purpose="picture")
    assert made.slept == pytest.approx([2, 2], abs=0.5), "robots.txt is a request too"


def test_a_picture_leaves_no_poll(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/p"] = make_reply(b"picture")
    made = desk()
    made.fetcher.get(f"{web.url}/p", purpose="picture")
    assert list(made.polls) == [f"{web.url}/robots.txt"]
    assert made.exchanges[-1].purpose == "picture"


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", lambda data: gzip.compress(data[:70]) + gzip.compress(data[70:]) + b"\0\0"),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("identity", bytes),
        ("gzip, br", lambda data: brotli.compress(gzip.compress(data, mtime=0))),
    ],
)
def test_every_coding_that_we_offer_is_read(encoding: str, pack: Any, web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/"] = make_reply(pack(STORY), Content_Encoding=encoding)
    made = desk()
    assert made.fetcher.get(web.url).body == STORY
    assert made.exchanges[-1].body == pack(STORY) or encoding.endswith("gzip")


def test_chunks_are_joined(web: Any, desk: Any) -> None:
    web.routes["/"] = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: x\r\n\r\n"
    )
    made = desk()
    assert made.fetcher.get(web.url).body == made.exchanges[-1].body == b"abcde"


def test_a_refused_connection_is_said_and_tried_again(desk: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        place = f"127.0.0.1:{closed.getsockname()[1]}"
    made = desk(allow=(place,), retries=2)
    with pytest.raises(SourceError, match=r"robots.txt cannot be had \(.*the connection was refused"):
        made.fetcher.get(f"http://{place}/")
    assert made.slept == [1, 2]


def test_a_lost_connection_is_said_and_tried_again(web: Any, desk: Any, make_reply: Any) -> None:
    def lose(connection: socket.socket, head: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf")

    web.routes["/"] = [lose, lose, make_reply(b"whole")]
    assert desk(retries=2).fetcher.get(web.url).body == b"whole"
    web.routes["/"] = lose
    with pytest.raises(SourceError, match="the connection broke off"):
        desk().fetcher.get(web.url)


def test_a_host_that_does_not_answer_is_left_alone_for_a_while(web: Any, desk: Any, make_reply: Any) -> None:
    def lose(connection: socket.socket, head: str) -> None:
        """Close the connection without a word."""

    web.routes |= {"/a": [lose, lose, make_reply(b"a"), *[lose] * 9], "/b": make_reply(b"b")}
    made = desk()
    said = []
    for _ in range(10):
        try:
            said.append(made.fetcher.get(f"{web.url}/a").body.decode())
        except SourceError as error:
            said.append("rests" if "has not answered 5 times in a row" in error.message else "broke off")
    assert said == ["broke off"] * 2 + ["a"] + ["broke off"] * 5 + ["rests"] * 2
    with pytest.raises(SourceError, match="has not answered 5 times in a row") as failure:
        made.fetcher.get(f"{web.url}/b")
    assert "after 2026-03-01 12:10 UTC" in failure.value.hint
    made.moment += timedelta(minutes=10)
    assert made.fetcher.get(f"{web.url}/b").body == b"b"


def test_an_unknown_name_is_said(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(SourceError, match="no such host is known"):
        desk().fetcher.get("http://nowhere.example/")


@pytest.mark.parametrize("url", ["ftp://news.example/", "", "news.example", "mailto:a@news.example"])
def test_what_is_no_web_address_is_said(url: str, desk: Any) -> None:
    with pytest.raises(SourceError, match="is no http or https address"):
        desk().fetcher.get(url)


def test_closing_and_leaving(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/"] = make_reply(b"hi")
    with desk().fetcher as fetcher:
        started = time.monotonic()
        assert fetcher.get(web.url).body == b"hi"
    assert time.monotonic() - started < 1
