"""One request and its answer, within limits of time and size: the lower half of the HTTP client.

What goes wrong on the line is said here in plain sentences. `Interrupted` is what may pass if it is asked again.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import Struct
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from tamizdat.errors import SourceError
from tamizdat.gather.decode import LIMIT_HINT, TooLarge, bounded, decode
from tamizdat.gather.guard import Guard, Target
from tamizdat.gather.wire import Wire, exchange, manager
from tamizdat.model import Exchange, GatherSettings

Purpose: TypeAlias = Literal["page", "list", "picture", "robots"]

CHUNK = 65_536
ROBOTS_LIMIT = 2_000_000  # bytes taken; 500 KB of them are read (RFC 9309 §2.5)
ACCEPT: dict[Purpose, str] = {
    "page": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "list": "application/atom+xml,application/rss+xml,application/xml;q=0.9,text/html;q=0.8,*/*;q=0.5",
    "picture": "image/webp,image/avif,image/png,image/jpeg,image/*;q=0.8,*/*;q=0.5",
    "robots": "text/plain,*/*;q=0.5",
}


class Unanswered(SourceError):
    """No whole answer came from a host, or none in time."""


class Interrupted(Unanswered):
    """A connection that was refused, lost or not made; it may work the next time."""


class Answer(Struct, frozen=True):
    """What came back: the exchange as it went over the line, and its body decoded (empty unless the status is 2xx)."""

    exchange: Exchange
    body: bytes

    @property
    def status(self) -> int:
        """The status code."""
        return self.exchange.status

    @property
    def headers(self) -> dict[str, str]:
        """Headers by lower-case name, those of one name joined by a comma (RFC 9110 §5.3)."""
        joined: dict[str, str] = {}
        for name, value in self.exchange.headers:
            name = name.lower()
            joined[name] = f"{joined[name]}, {value}" if name in joined else value
        return joined


class Client:
    """Sends single GET requests. Knows no cookies, no redirects and no second attempts."""

    def __init__(
        self, settings: GatherSettings, *, guard: Guard, now: Callable[[], datetime], monotonic: Callable[[], float]
    ) -> None:
        self.settings, self.guard, self.now, self.monotonic = settings, guard, now, monotonic
        self.connections = manager(settings.proxy)

    def get(self, target: Target, purpose: Purpose, validators: dict[str, str]) -> Answer:
        """One exchange; raises `SourceError` for all that can go wrong before an answer is complete."""
        limit = {"picture": self.settings.picture_limit, "robots": ROBOTS_LIMIT}.get(purpose, self.settings.page_limit)
        until = self.monotonic() + self.settings.timeout.total_seconds()
        wire = Wire(self.guard, until, self.monotonic, limit)
        try:
            with exchange(wire):
                return self._exchange(target, purpose, validators, wire)
        except TooLarge as error:
            raise TooLarge(f"{target.url} {error.message}", error.hint) from error
        except (HTTPError, OSError) as error:
            raise self._failure(target.url, error) from error

    def close(self) -> None:
        """Close all connections."""
        self.connections.clear()

    def _exchange(self, target: Target, purpose: Purpose, validators: dict[str, str], wire: Wire) -> Answer:
        sent = {
            "Host": target.authority,
            "User-Agent": self.settings.agent,
            "Accept": ACCEPT[purpose],
            "Accept-Encoding": "gzip, br, zstd",
            **validators,
        }
        at = self.now()
        response = self.connections.urlopen(
            "GET",
            target.url,
            headers=sent,
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
            timeout=wire.timeout(),
        )
        try:
            raw, body = _read(response, wire.body_limit, target.url)
        except BaseException:
            response.close()
            raise
        response.release_conn()
        made = Exchange(
            url=target.url,
            method="GET",
            at=at,
            request_headers=tuple(sent.items()),
            status=response.status,
            reason=response.reason or "",
            headers=wire.headers,
            body=raw,
            purpose=purpose,
            address="" if self.settings.proxy else wire.peer,
        )
        return Answer(made, body)

    def _failure(self, url: str, error: Exception) -> SourceError:
        """What an exception of the line means, in words."""
        reason = _reason(error)
        proxied, later = bool(self.settings.proxy), "the server may be down or overloaded; try again later"
        match error:
            case NameResolutionError() if not proxied:
                return Interrupted(
                    f"{url}: no such host is known here", "check the spelling, and the way to the internet"
                )
            case ProxyError() | NewConnectionError() if proxied:
                return Interrupted(
                    f"{url}: the proxy cannot reach it: {reason}", "is it running? see proxy under [gather]"
                )
            case SSLError() | ssl.SSLError():
                return SourceError(
                    f"{url}: no secure connection (TLS): {reason}",
                    "its certificate may be wrong, or somebody stands between",
                )
            case NewConnectionError():
                return Interrupted(f"{url}: the connection was refused: {reason}", later)
            # urllib3 counts a connection that could not be made as a kind of time out: this case comes last.
            case ConnectTimeoutError() | ReadTimeoutError() | TimeoutError():
                seconds = self.settings.timeout.total_seconds()
                return Unanswered(
                    f"{url} took longer than {seconds:g} s", "try again later; see timeout under [gather]"
                )
        return Interrupted(f"{url}: the connection broke off: {reason}", later)


def _reason(error: BaseException) -> str:
    """The innermost reason of an exception: urllib3 and http.client wrap them into each other."""
    inner = next((each for each in reversed(error.args) if isinstance(each, BaseException)), None) or error.__cause__
    if inner is not None and inner is not error:
        return _reason(inner)
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return words or type(error).__name__


def _read(response: BaseHTTPResponse, limit: int, url: str) -> tuple[bytes, bytes]:
    """The body as it was sent, and decoded where it is an answer to keep."""
    raw: list[bytes] = []

    def chunks() -> Iterator[bytes]:
        for chunk in bounded(response.stream(CHUNK, decode_content=False), limit):
            raw.append(chunk)
            yield chunk

    if (response.length_remaining or 0) > limit:
        raise TooLarge(f"is too large: it announces {response.length_remaining:,} bytes", LIMIT_HINT)
    encoding = response.headers.get("content-encoding", "")
    if not 200 <= response.status < 300:
        encoding = ""
    try:
        body = decode(chunks(), encoding, limit)
    except SourceError as error:
        if isinstance(error, TooLarge):
            raise
        raise type(error)(f"{url} {error.message}", error.hint) from error
    return b"".join(raw), body if 200 <= response.status < 300 else b""
