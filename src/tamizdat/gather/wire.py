"""urllib3, made to keep to our limits: a guarded address, one time limit for a whole exchange, bounded headers.

urllib3 opens connections and reads answers on its own. What it has to know of the exchange under way (until
when, how many bytes, which addresses) it finds in a context variable that `exchange` sets. Its own time
limits count each read alone: a server that sends a byte a second would be read for ever.
"""

from __future__ import annotations

import http.client
import io
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager, Timeout, make_headers
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.contrib.socks import SOCKSConnection, SOCKSHTTPSConnection, SOCKSProxyManager
from urllib3.exceptions import ConnectTimeoutError, LocationParseError, NameResolutionError, NewConnectionError
from urllib3.util import parse_url
from urllib3.util.connection import create_connection

from tamizdat.errors import ConfigError
from tamizdat.gather.decode import TooLarge
from tamizdat.gather.guard import Guard

HEADER_LIMIT = 256_000  # bytes; http.client stops at 100 headers of 64 KB each, which is too many
HOSTS = 50  # connections kept open
PROXIES = ("http", "https", "socks5h")


@dataclass
class Wire:
    """One exchange: its end by the monotonic clock, how many bytes it may still read, and what came back."""

    guard: Guard
    until: float
    monotonic: Callable[[], float]
    body_limit: int
    budget: int = HEADER_LIMIT
    peer: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=())

    def remaining(self) -> float:
        """Seconds left; raises `TimeoutError` when there are none."""
        left = self.until - self.monotonic()
        if left <= 0:
            raise TimeoutError("the time for this exchange is over")
        return left

    def timeout(self) -> Timeout:
        """What is left, as urllib3 takes it."""
        return Timeout(connect=self.remaining(), read=self.remaining())

    def spend(self, count: int) -> None:
        """Take note of bytes that were read."""
        self.budget -= count
        if self.budget < 0:
            raise TooLarge("sends too many bytes around its answer", "the server is broken or hostile")


_under_way: ContextVar[Wire] = ContextVar("exchange")


@contextmanager
def exchange(wire: Wire) -> Iterator[Wire]:
    """Make `wire` the exchange that connections of this thread belong to."""
    token = _under_way.set(wire)
    try:
        yield wire
    finally:
        _under_way.reset(token)


class _TimedReader(io.RawIOBase):
    """The incoming side of a socket; each read has only the time that is left for the whole exchange."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, wire: Wire) -> None:
        self.raw, self.sock, self.wire = raw, sock, wire

    def readable(self) -> bool:
        """What io.BufferedReader asks first."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what comes within the time that is left, and count it."""
        self.sock.settimeout(self.wire.remaining())
        count = self.raw.readinto(buffer) or 0
        self.wire.spend(count)
        return count

    def close(self) -> None:
        """Close the side that is read; the socket is the connection's."""
        self.raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self.wire = _under_way.get()
        self.wire.peer = str(sock.getpeername()[0])
        self.fp = io.BufferedReader(_TimedReader(self.fp.detach(), sock, self.wire))

    def begin(self) -> None:
        """Read the head; then the body may have its limit, and as much again for the framing of chunks."""
        super().begin()
        self.wire.headers = tuple((name, str(value)) for name, value in self.headers.raw_items())
        self.wire.budget = 2 * self.wire.body_limit + HEADER_LIMIT


class _Direct(HTTPConnection):
    """Connects to an address that the guard has seen, never to a name."""

    response_class = _Answer

    def _new_conn(self) -> socket.socket:
        wire, failure = _under_way.get(), OSError("no address")
        try:
            addresses = wire.guard.addresses(self.host, self.port)
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(self.host, self, error) from error  # type: ignore[arg-type]  # it is only shown
        for _, address in addresses:
            try:
                # An IP address resolves to itself: nothing is looked up a second time.
                return create_connection((str(address[0]), self.port), wire.remaining(), None, self.socket_options)
            except TimeoutError as error:
                raise ConnectTimeoutError(self, f"{self.host} does not answer") from error
            except (OSError, LocationParseError) as error:
                failure = OSError(str(error)) if isinstance(error, LocationParseError) else error
        raise NewConnectionError(self, str(failure)) from failure


class _DirectTls(_Direct, HTTPSConnection):
    """The same with TLS: the certificate is checked, and the server named, by the host's name."""


class _Forward(HTTPConnection):
    response_class = _Answer


class _ForwardTls(HTTPSConnection):
    response_class = _Answer


class _Socks(SOCKSConnection):
    response_class = _Answer


class _SocksTls(SOCKSHTTPSConnection):
    response_class = _Answer


def _pools(plain: type[HTTPConnection], tls: type[HTTPSConnection]) -> dict[str, type[HTTPConnectionPool]]:
    return {
        "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("TlsPool", (HTTPSConnectionPool,), {"ConnectionCls": tls}),
    }


def manager(proxy: str) -> PoolManager:
    """The connections: direct ones, or through a proxy (`http`, `https` or `socks5h` address).

    Raises `ConfigError` for another kind of proxy; `socks5` without the h would look names up here, where
    the operator's own network can see them.
    """
    if not proxy:
        made = PoolManager(HOSTS)
        made.pool_classes_by_scheme = _pools(_Direct, _DirectTls)
        return made
    try:
        parts = parse_url(proxy)
    except LocationParseError as error:
        raise ConfigError(f'the proxy "{proxy}" is no address', 'write it like "socks5h://127.0.0.1:9050"') from error
    if parts.scheme not in PROXIES or not parts.host:
        raise ConfigError(
            f'unknown kind of proxy "{proxy}"', f"known are {', '.join(PROXIES)}, as in socks5h://127.0.0.1:9050"
        )
    if parts.scheme == "socks5h":
        made = SOCKSProxyManager(proxy, num_pools=HOSTS)
        made.pool_classes_by_scheme = _pools(_Socks, _SocksTls)
        return made
    headers = make_headers(proxy_basic_auth=parts.auth) if parts.auth else None
    made = ProxyManager(proxy, num_pools=HOSTS, proxy_headers=headers)
    made.pool_classes_by_scheme = _pools(_Forward, _ForwardTls)
    return made
