"""Behind a proxy, and with TLS: who is asked, what is said to whom, and what a certificate must name."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tamizdat.errors import ConfigError, SourceError


class Proxy:
    """A proxy on loopback that speaks HTTP or SOCKS 5 and knows only the names that it is given."""

    def __init__(self, places: dict[str, int], speak: Callable[[socket.socket, Proxy], socket.socket | None]) -> None:
        self.places, self.speak = places, speak
        self.asked: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def connect(self, name: str, port: int) -> socket.socket:
        self.asked.append(f"{name}:{port}")
        return socket.create_connection(("127.0.0.1", self.places[name]), 5)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near, suppress(OSError, KeyError):
            far = self.speak(near, self)
            if far:
                with far:
                    thread = threading.Thread(target=pipe, args=(far, near), daemon=True)
                    thread.start()
                    pipe(near, far)
                    thread.join(5)


def pipe(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def speak_http(near: socket.socket, proxy: Proxy) -> socket.socket | None:
    head = b""
    while data := near.recv(65536):
        head += data
        if not head.endswith(b"\r\n\r\n"):
            continue
        method, place, _ = head.decode().split(" ", 2)
        if method == "CONNECT":
            name, _, port = place.partition(":")
            far = proxy.connect(name, int(port))
            near.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            return far
        name, path = place.removeprefix("http://").split("/", 1)
        with proxy.connect(name, 80) as far:
            far.sendall(head[:-2].replace(place.encode(), b"/" + path.encode(), 1) + b"Connection: close\r\n\r\n")
            while data := far.recv(65536):
                near.sendall(data)
        head = b""
    return None


def speak_socks(near: socket.socket, proxy: Proxy) -> socket.socket | None:
    near.recv(near.recv(2)[1])
    near.sendall(b"\5\0")
    assert near.recv(4) == b"\5\1\0\3", "a name is asked for, not an address"
    name = near.recv(near.recv(1)[0]).decode()
    far = proxy.connect(name, int.from_bytes(near.recv(2), "big"))
    near.sendall(b"\5\0\0\1" + bytes(6))
    return far


@pytest.fixture
def proxied(web: Any) -> Iterator[Callable[[str], tuple[str, Proxy]]]:
    """Starts a proxy of a kind that knows `news.example`; gives its address."""
    made: list[Proxy] = []

    def start(kind: str, places: dict[str, int] | None = None) -> tuple[str, Proxy]:
        speak = speak_socks if kind == "socks5h" else speak_http
        made.append(Proxy(places or {"news.example": web.port}, speak))
        return f"{kind}://127.0.0.1:{made[-1].port}", made[-1]

    yield start
    for each in made:
        each.listener.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of news.example, with its key, signed by itself."""
    place = tmp_path_factory.mktemp("tls") / "news.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=news.example"
    options = ["-addext", "subjectAltName=DNS:news.example", "-keyout", str(place), "-out", str(place) + ".crt"]
    try:
        subprocess.run([*command.split(), *options], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is missing")
    place.write_text(place.read_text() + Path(str(place) + ".crt").read_text())
    return place


@pytest.fixture
def secure(certificate: Path) -> Iterator[tuple[int, list[str]]]:
    """A server with TLS: its port, and the names that clients asked it for. `/to/PORT` redirects there."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    names: list[str] = []
    context.sni_callback = lambda _, name, __: names.append(name)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with suppress(OSError), context.wrap_socket(connection, server_side=True) as safe:
                    while (path := safe.recv(65536).decode().split(" ")[1:2]) == ["/robots.txt"]:
                        safe.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
                    port = path[0].removeprefix("/to/") if path else ""
                    to = f"HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:{port}/b\r\nContent-Length: 0\r\n\r\n"
                    safe.sendall(to.encode() if port.isdigit() else b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsafe")

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1], names
    listener.close()


@pytest.mark.parametrize("kind", ["http", "socks5h"])
def test_a_proxy_is_given_names(kind: str, web: Any, desk: Any, proxied: Any, make_reply: Any, names: Any) -> None:
    names["news.example"] = []  # a look-up here would find nothing
    web.routes["/a?b=1"] = make_reply(b"hi")
    address, proxy = proxied(kind)
    made = desk(allow=(), proxy=address)
    assert made.fetcher.get("http://news.example/a?b=1").body == b"hi"
    assert set(proxy.asked) == {"news.example:80"}
    assert made.exchanges[-1].address == ""
    assert "\r\nHost: news.example\r\n" in web.asked("/a?b=1")[0]


@pytest.mark.parametrize("kind", ["http", "socks5h"])
def test_tls_goes_through_a_proxy_unread(
    kind: str, secure: Any, desk: Any, proxied: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    port, names = secure
    address, proxy = proxied(kind, {"news.example": port})
    assert desk(allow=(), proxy=address).fetcher.get("https://news.example/").body == b"safe"
    assert set(proxy.asked) == {"news.example:443"}
    assert set(names) == {"news.example"}


def test_a_proxy_may_want_a_password(web: Any, desk: Any, proxied: Any, make_reply: Any) -> None:
    web.routes["/"] = make_reply(b"hi")
    address, _ = proxied("http")
    made = desk(allow=(), proxy=address.replace("//", "//user:word@"))
    assert made.fetcher.get("http://news.example/").body == b"hi"
    assert "dXNlcjp3b3Jk" in web.asked("/")[0], "our small proxy passes on what it is told"
    assert "dXNlcjp3b3Jk" not in str(made.exchanges), "the archive is no place for passwords"


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:8000/", "http://localhost/", "http://router/", "http://169.254.169.254/"]
)
@pytest.mark.parametrize("kind", ["http", "socks5h"])
def test_no_redirect_leads_behind_a_proxy(
    kind: str, place: str, web: Any, desk: Any, proxied: Any, make_reply: Any
) -> None:
    web.routes["/"] = make_reply(status=302, Location=place)
    address, proxy = proxied(kind)
    with pytest.raises(SourceError, match="redirects to a refused address"):
        desk(allow=(), proxy=address).fetcher.get("http://news.example/")
    assert set(proxy.asked) == {"news.example:80"}


@pytest.mark.parametrize("kind", ["http", "socks5h"])
def test_a_proxy_that_is_not_there_is_said(kind: str, desk: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(SourceError, match="the proxy") as failure:
        desk(proxy=f"{kind}://127.0.0.1:{port}").fetcher.get("http://news.example/")
    assert "proxy under [gather]" in failure.value.hint


@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:9050", "ftp://127.0.0.1", "127.0.0.1:9050", "http://[x", "socks5h://"]
)
def test_other_proxies_are_a_mistake_in_the_settings(proxy: str, desk: Any) -> None:
    with pytest.raises(ConfigError, match="proxy"):
        desk(proxy=proxy)


def test_a_certificate_is_checked_by_name_though_an_address_is_connected_to(
    secure: Any, desk: Any, names: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, asked = secure
    names |= {"news.example": [["127.0.0.1"]], "fake.example": [["127.0.0.1"]]}
    allow = (f"news.example:{port}", f"fake.example:{port}")
    with pytest.raises(SourceError, match=r"no secure connection \(TLS\)"):
        desk(allow=allow).fetcher.get(f"https://news.example:{port}/")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    asked.clear()
    assert desk(allow=allow).fetcher.get(f"https://news.example:{port}/").body == b"safe"
    assert asked == ["news.example"]
    with pytest.raises(SourceError, match=r"no secure connection \(TLS\).*fake\.example"):
        desk(allow=allow).fetcher.get(f"https://fake.example:{port}/")


def test_plain_talk_is_no_tls(desk: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(100)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        place = f"127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(SourceError, match=r"no secure connection \(TLS\)"):
            desk(allow=(place,)).fetcher.get(f"https://{place}/")


def test_a_way_from_https_to_http_is_taken_and_noted(
    secure: Any,
    web: Any,
    desk: Any,
    names: Any,
    certificate: Path,
    make_reply: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    names["news.example"] = [["127.0.0.1"]]
    web.routes["/b"] = make_reply(b"plain")
    url = f"https://news.example:{secure[0]}/to/{web.port}"
    assert desk(allow=(f"news.example:{secure[0]}", web.place)).fetcher.get(url).body == b"plain"
    assert f"{url} redirects to plain {web.url}/b" in caplog.text


def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch, web: Any, desk: Any, make_reply: Any) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    web.routes["/"] = make_reply(b"hi")
    assert desk().fetcher.get(web.url).body == b"hi"
