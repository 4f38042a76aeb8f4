"""No request reaches a private address, however it is written, resolved or redirected to."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import pytest

from tamizdat.errors import SourceError
from tamizdat.gather.guard import Guard, Refused, is_public, target

PRIVATE = """127.0.0.1 127.8.8.8 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1
255.255.255.255 192.0.2.1 ::1 :: fe80::1 fc00::1 fd12::1 fec0::1 ff0e::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1
64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 2001:0:7f00:1:: 2001:db8::1 3fff::1 5f00::1 fe80::1%lo"""
HOSTS = """localhost LOCALHOST localhost. a.localhost 127.0.0.1 127.1 127.0.0.1. 0x7f000001 2130706433 0177.0.0.1 0
0x7f.1 [::1] [::ffff:127.0.0.1] １２７.０.０.１ 127。0。0。1 printer printer.local metadata.google.internal
nas.home.arpa 1.2.3.4.5 169.254.169.254 [fe80::1] 08.8.8.8"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private_addresses_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]
)
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", HOSTS.split())
@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:{port}"])
def test_no_spelling_of_a_private_host_is_asked(host: str, proxy: str, web: Any, desk: Any) -> None:
    made = desk(allow=(), proxy=proxy.format(port=web.port))
    with pytest.raises(SourceError, match="private address"):
        made.fetcher.get(f"http://{host}:{web.port}/")
    assert web.connections == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://ok.example@127.0.0.1/",
        "http://user:word@ok.example/",
        "http://ok.example\\@127.0.0.1/",
        "http://127.0.0.1:80\\@ok.example/",
        "http://ok.example\t.127.0.0.1/",
        "http://ok.example\r\nHost: x/",
        "http://[ok.example]/",
        "http://ok.example:80:80/",
        "http://ok.example:99999/",
        "http://",
        "http:///etc/passwd",
        "//ok.example/",
        "file:///etc/passwd",
        "gopher://ok.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://ok.example/" + "a" * 9000,
    ],
)
def test_only_plain_web_addresses_pass(url: str) -> None:
    with pytest.raises(Refused):
        target(url)


@pytest.mark.parametrize("port", [22, 25, 6379])
def test_ports_of_other_protocols_are_refused(port: int) -> None:
    with pytest.raises(Refused, match="another protocol"):
        Guard().check(target(f"http://ok.example:{port}/"))


def test_addresses_go_out_in_ascii() -> None:
    assert target("https://例子.example/新 闻?q=中&b=%2f#x").url == (
        "https://xn--fsqu00a.example/%E6%96%B0%20%E9%97%BB?q=%E4%B8%AD&b=%2f"
    )
    assert target("http://[2606:4700::1]:8080").url == "http://[2606:4700::1]:8080/"


def test_what_is_allowed_is_exact(web: Any, desk: Any, names: Any) -> None:
    names["news.example"] = [["127.0.0.1"]]
    with pytest.raises(SourceError, match="leads to a private address"):
        desk().fetcher.get(f"http://news.example:{web.port}/")
    with pytest.raises(SourceError, match="localhost is a private"):
        desk().fetcher.get(f"http://localhost:{web.port}/")
    with pytest.raises(SourceError, match="private address"):
        desk(allow=("127.0.0.1",)).fetcher.get(web.url)
    assert web.connections == 0
    web.routes["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    assert desk(allow=(f"news.example:{web.port}",)).fetcher.get(f"http://news.example:{web.port}/").body == b"hi"


def test_ipv6_may_be_allowed() -> None:
    Guard(("[::1]:8731",)).check(target("http://[::1]:8731/"))
    with pytest.raises(Refused):
        Guard(("[::1]:8731",)).check(target("http://[::1]:8732/"))


def test_a_name_that_changes_its_mind_gains_nothing(
    web: Any, desk: Any, names: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Any] = []

    def unreachable(self: socket.socket, place: Any) -> None:
        tried.append(place)
        raise ConnectionRefusedError("there is no internet here")

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    names["rebind.example"] = [["93.184.216.34"], ["127.0.0.1"]]
    made = desk(allow=())
    url = f"http://rebind.example:{web.port}/"
    with pytest.raises(SourceError, match=r"robots\.txt cannot be had"):
        made.fetcher.get(url)
    assert tried == [("93.184.216.34", web.port)]
    made.moment += timedelta(minutes=11)
    with pytest.raises(Refused, match="leads to a private address"):
        made.fetcher.get(url)
    assert len(tried) == 1


def test_only_the_public_ones_of_mixed_addresses_are_connected_to(names: Any) -> None:
    names["mixed.example"] = [["127.0.0.1", "93.184.216.34", "::1"]]
    assert [address[1][0] for address in Guard().addresses("mixed.example", 80)] == ["93.184.216.34"]


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1:{port}/",
        "http://169.254.169.254/latest",
        "//127.0.0.1:{port}/",
        "http://inside.example:{port}/",
    ],
)
def test_a_redirect_does_not_lead_inside(
    place: str, web: Any, other: Any, desk: Any, names: Any, make_reply: Any
) -> None:
    names["inside.example"] = [["127.0.0.1"]]
    web.routes["/"] = make_reply(status=302, Location=place.format(port=other.port))
    with pytest.raises(Refused, match=r"redirects to a refused address: .*private address") as failure:
        desk().fetcher.get(web.url)
    assert failure.value.hint
    assert other.connections == 0


@pytest.mark.parametrize(
    "place", ["file:///etc/passwd", "gopher://127.0.0.1:6379/_PING", "data:text/html,x", "javascript:0"]
)
def test_a_redirect_stays_on_the_web(place: str, web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/"] = make_reply(status=302, Location=place)
    with pytest.raises(Refused, match=r"redirects to a refused address: .* is no http or https address"):
        desk().fetcher.get(web.url)
