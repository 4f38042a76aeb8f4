"""What may be asked: http and https addresses of the public internet, and nothing of our own network.

A page may name any address, so a crawler that follows links could be made to ask the router, a database or the
metadata service of a cloud. Two checks stand against it. The name is judged before anything is asked (`check`),
and each IP address that it resolves to before we connect to that very address (`addresses`), so that a
name which answers differently the second time gains nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias
from urllib.parse import quote, urlsplit

from msgspec import Struct

from tamizdat.errors import SourceError
from tamizdat.urls import DEFAULT_PORTS, canonical

# What getaddrinfo gives: the family, and the address with its port as `connect` takes it.
SocketAddress: TypeAlias = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]

LONGEST = 8_000  # characters; servers refuse longer ones, and no article has one
PUBLIC = IPv6Network("2000::/3")  # the only unicast space that IANA has opened
TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64, RFC 6052: the last 32 bits are an IPv4 address
DOCUMENTATION = IPv6Network("3fff::/20")  # RFC 9637; Python 3.11 does not know it
LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa")
# Ports of other protocols that could be made to take a request for a command (WHATWG Fetch, «bad port»).
FOREIGN_PORTS = frozenset(
    [
        *(*range(1, 80), *range(87, 180), 389, 427, 465, *range(512, 516), 526, 530, 531, 532, 540, 548, 554, 556, 563),
        *(587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3306, 3659, 4045, 5060, 5061, 5432, 6000, 6379),
        *(6566, *range(6665, 6670), 6679, 6697, 9200, 10080, 11211, 27017),
    ]
)


class Refused(SourceError):
    """An address that must not be asked."""


class Target(Struct, frozen=True):
    """Where a request goes; `host` is in lower case and ASCII, `path` begins with a slash and holds the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as in an address (RFC 3986 §3.2), the port left out where it is the scheme's own."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == DEFAULT_PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The address as it is asked for."""
        return self.origin + self.path


def target(url: str) -> Target:
    """Where the request for an address goes; raises `Refused` for what is no plain http(s) address."""
    clean = canonical(url) if len(url) <= LONGEST and url.isprintable() else ""
    if not clean:
        raise Refused(f"{url[:200]} is no http or https address", "only pages on the web can be gathered")
    written, parts = urlsplit(url.strip()), urlsplit(clean)
    if "@" in written.netloc or "\\" in written.netloc:
        raise Refused(
            f"{url} is refused: it holds a user name or a sign that programs read differently",
            "give the address without user name, password or backslash",
        )
    path = quote(written.path or "/", safe="/%!$&'()*+,;=:@~")
    query = "?" + quote(written.query, safe="/%?!$&'()*+,;=:@~[]|{}") if written.query else ""
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    return Target(parts.scheme, parts.hostname or "", port, path + query)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, with any IPv4 address hidden inside it."""
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast
    inside = _inside(ip)
    if ip.ipv4_mapped or ip in TRANSLATED:
        return all(is_public(str(each)) for each in inside)
    return ip in PUBLIC and ip not in DOCUMENTATION and ip.is_global and all(is_public(str(each)) for each in inside)


class Guard:
    """Judges names and addresses; `allow` lists the exact `host:port` pairs that may be private."""

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self.allow = frozenset(entry.lower() for entry in allow)

    def check(self, target: Target) -> None:
        """Raise `Refused` for a host or a port that may not be asked, by its name alone.

        It is all that can be known behind a proxy, which resolves names itself; so what looks like a
        number but is no plain address (`127.1`, `0x7f000001`) is refused as well.
        """
        if self._listed(target.host, target.port):
            return
        if target.port in FOREIGN_PORTS:
            raise Refused(f"{target.url} is refused: port {target.port} belongs to another protocol", "is it a typo?")
        if not _may_be_public(target.host):
            raise Refused(f"{target.url} is refused: {target.host} is a private address", self._hint(target))

    def addresses(self, host: str, port: int) -> list[SocketAddress]:
        """The addresses of a host that may be connected to; raises `Refused` if there are only others.

        `socket.gaierror` flies if the name is not found.
        """
        found = [
            (family, address)
            for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            if family in (socket.AF_INET, socket.AF_INET6)
        ]
        allowed = [each for each in found if self._listed(host, port) or is_public(str(each[1][0]))]
        if not allowed:
            private = ", ".join(sorted({str(address[0]) for _, address in found}))
            where = Target("http", host, port, "/")
            raise Refused(f"{host} is refused: it leads to a private address ({private})", self._hint(where))
        return allowed  # type: ignore[return-value]  # typeshed gives int for families built without IPv6

    def _listed(self, host: str, port: int) -> bool:
        name = f"[{host}]" if ":" in host else host
        return f"{name}:{port}" in self.allow

    def _hint(self, target: Target) -> str:
        name = f"[{target.host}]" if ":" in target.host else target.host
        return f'if it is yours and meant, add "{name}:{target.port}" to allow under [gather]'


def _may_be_public(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:
        pass
    last = host.rpartition(".")[2]
    numeric = last.isdigit() or last.startswith("0x")
    return "." in host and not numeric and not host.endswith(LOCAL_SUFFIXES)


def _inside(ip: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 one carries: mapped, NAT64, 6to4 or Teredo."""
    if ip in TRANSLATED:
        return [IPv4Address(int(ip) & 0xFFFF_FFFF)]
    single = ip.ipv4_mapped or ip.sixtofour
    return [single] if single else list(ip.teredo or ())
