"""A web of our own on loopback, and a fetcher whose pauses cost no time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tamizdat.gather import Gatherer, gatherer
from tamizdat.gather.fetch import Fetcher
from tamizdat.model import Exchange, GatherSettings, Poll, Publication, Source

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Web:
    """A server on one port of 127.0.0.1. A route is the bytes of an answer, several for one visit each, or a function.

    Functions get the connection and the head of the request, and write what they like; then it is closed.
    """

    def __init__(self) -> None:
        self.routes: dict[str, Any] = {}
        self.heads: list[str] = []
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.place = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.place}"
        threading.Thread(target=self._accept, daemon=True).start()

    def asked(self, path: str) -> list[str]:
        """The heads of the requests for a path."""
        return [head for head in self.heads if head.split(" ")[1] == path]

    def close(self) -> None:
        self.listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            while head := read_head(connection):
                self.heads.append(head)
                route = self.routes.get(head.split(" ")[1], reply(b"", 404))
                if isinstance(route, list):
                    route = route.pop(0) if len(route) > 1 else route[0]
                if callable(route):
                    route(connection, head)
                    return
                connection.sendall(route)
                if "\r\nConnection: close" in head:
                    return


def read_head(connection: socket.socket) -> str:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := connection.recv(65536)):
            return ""
        data += more
    return data.decode()


def reply(body: bytes = b"", status: int = 200, **headers: str) -> bytes:
    """An answer; `_` in the names of headers stands for `-`."""
    lines = [f"HTTP/1.1 {status} Reason", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


class Desk:
    """A fetcher with what it remembers, what it recorded, and how long it slept: sleeping only moves its clock."""

    def __init__(self, **settings: Any) -> None:
        self.polls: dict[str, Poll] = {}
        self.exchanges: list[Exchange] = []
        self.slept: list[float] = []
        self.moment = NOW
        defaults: dict[str, Any] = {"pause": timedelta(0), "timeout": timedelta(seconds=5), "retries": 0}
        self.fetcher = Fetcher(
            GatherSettings(**(defaults | settings)),
            memory=self,
            record=self.exchanges.append,
            now=lambda: self.moment,
            sleep=self.slept.append,
            monotonic=lambda: time.monotonic() + sum(self.slept),
        )

    def poll(self, url: str) -> Poll | None:
        return self.polls.get(url)

    def remember(self, poll: Poll) -> None:
        self.polls[poll.url] = poll


@pytest.fixture
def make_reply() -> Callable[..., bytes]:
    return reply


@pytest.fixture
def head_of() -> Callable[[socket.socket], str]:
    return read_head


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    yield made
    made.close()


@pytest.fixture
def other() -> Iterator[Web]:
    """A second server, which nobody may ask unless a test says so."""
    made = Web()
    yield made
    made.close()


@pytest.fixture
def desk(web: Web) -> Iterator[Callable[..., Desk]]:
    """Makes fetchers that may ask `web`; settings as in `GatherSettings`."""
    made: list[Desk] = []

    def make(**settings: Any) -> Desk:
        made.append(Desk(**({"allow": (web.place,)} | settings)))
        return made[-1]

    yield make
    for each in made:
        each.fetcher.close()


@pytest.fixture
def opened(desk: Callable[..., Desk]) -> Callable[..., Gatherer]:
    """Opens a source of a kind; `made` is the desk that it asks with, all else a field of `Source`."""

    def make(kind: str, url: str, made: Desk | None = None, **fields: Any) -> Gatherer:
        courier = Publication(id="courier", name="The Harbour Courier", timezone="Europe/Lisbon")
        return gatherer(Source(kind=kind, url=url, **fields), courier, (made or desk()).fetcher)

    return make


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """The outside world's name service: each name has a list of answers, one for each time that it is asked."""
    table: dict[str, list[list[str]]] = {}
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        if host not in table:
            return real(host, port, *arguments, **options)
        answer = table[host].pop(0) if len(table[host]) > 1 else table[host][0]
        found = []
        for address in answer:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            place = (address, port, 0, 0) if ":" in address else (address, port)
            found.append((family, socket.SOCK_STREAM, 6, "", place))
        return found

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return table
