"""Addresses: their canonical form, whether two are of one site, and the id of an article.

`parse` never raises on what the web holds; what cannot be an address of a page is an empty string.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

# Parameters that name a reader or a campaign and never a page.
TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|gclsrc|msclkid|yclid|twclid|igshid|mc_[ce]id|_ga|_gl|ref_src|ref_url"
    r"|spm|share_token|smid|cmpid|at_medium|at_campaign|wt_mc|xtor|_openstat)$",
    re.IGNORECASE,
)
UNRESERVED = "!$&'()*+,-./:;=@_~"
# Signs that mean something else when they stand unescaped.
ESCAPED_SIGN = re.compile(r"(%(?:2[1-9a-fA-F]|3[a-fA-F]|40|5[bBdD]))")
DEFAULT_PORTS = {"http": 80, "https": 443}
# A name as the domain name system has them (with the underscore that some have), or an address of IP.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}|[0-9a-f:.]*:[0-9a-f:.]*")
# Top-level names that are only used inside a network (RFC 6761, 6762, 8375; ICANN's `internal`).
LOCAL = frozenset(("localhost", "local", "internal", "lan", "home", "arpa"))
# Most addresses are canonical as they are, and a sitemap has half a million of them: 1 µs instead of 15 to see it.
# `;` is not among the signs: `urljoin` drops one at the end, as typing errors put it there.
SERVER = (
    r"https?://(?:[a-z0-9_-]{1,63}\.)+[a-z0-9_-]{1,63}(?::(?!80(?!\d)|443(?!\d))(?:[1-9][0-9]{1,3}|[1-5][0-9]{4}))?"
)
SIGNS = r"A-Za-z0-9!$&'()*+,\-.:=@_~"
PLAIN = re.compile(rf"{SERVER}(?:/[{SIGNS}]*)+")
WRITTEN = re.compile(rf"(?P<server>{SERVER})?(?:/[{SIGNS}%]+)+/?(?:\?[{SIGNS}%/?]+)?")
# Second-level names under which registries sell names: enough to tell two sites from one without a list of all.
SHARED_SECOND = {"ac", "co", "com", "edu", "gob", "gov", "info", "net", "ne", "or", "org"}


def canonical(url: str) -> str:
    """The one form of an http(s) address (RFC 3986 §6), or "" if it is none.

    Lower-case scheme and host, no default port, fragment, credentials or tracking parameter, escapes in one
    form. The order of the other parameters is kept: some sites tell pages by it.
    """
    url = url.strip()
    return url if PLAIN.fullmatch(url) and "/." not in url else _canonical(url)


@lru_cache(4096)
def _canonical(url: str) -> str:
    parts = _split(url)
    if parts is None or parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        return ""
    try:
        name = parts.hostname.rstrip(".").lower()
        name = name if name.isascii() else name.encode("idna").decode()
        port = parts.port
    except (UnicodeError, ValueError):
        return ""
    if not HOST.fullmatch(name):
        return ""
    netloc = f"[{name}]" if ":" in name else name
    if port and port != DEFAULT_PORTS[parts.scheme]:
        netloc += f":{port}"
    return urlunsplit((parts.scheme, netloc, _path(parts.path), _query(parts.query), ""))


def join(base: str, href: str) -> str:
    """An address found on the page `base`, made absolute and kept as written otherwise; "" if it leads nowhere.

    Only http and https survive; a fragment alone, `javascript:`, `data:` and the like are "".
    """
    href = href.strip()
    written = WRITTEN.fullmatch(href)
    if written and "/." not in href:
        return href if written["server"] else _rooted(base, href)
    href = CONTROL.sub("", href)
    if not href or href[0] == "#":
        return ""
    try:
        joined = urljoin(base, href)
    except ValueError:
        return ""
    parts = _split(joined)
    if parts is None or parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        return ""
    return joined


def _rooted(base: str, path: str) -> str:
    origin = _origin(base)
    return origin + path if origin else ""


@lru_cache(256)
def _origin(base: str) -> str:
    """Scheme, host and port of the address that a page is at; "" where it is none of the web."""
    parts = _split(base)
    return f"{parts.scheme}://{parts.netloc}" if parts and parts.scheme in DEFAULT_PORTS and parts.hostname else ""


def host(url: str) -> str:
    """The host name in lower case, without port; "" if there is none."""
    parts = _split(url)
    return (parts.hostname or "").lower() if parts else ""


@lru_cache(4096)
def site(url: str) -> str:
    """The part of the host name that its owner registered: `example.co.uk` of `www.example.co.uk`."""
    name = host(url)
    labels = name.split(".")
    if len(labels) <= 2 or name.replace(".", "").isdigit() or ":" in name:
        return name
    keep = 3 if labels[-2] in SHARED_SECOND and len(labels[-1]) == 2 else 2
    return ".".join(labels[-keep:])


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one registered name."""
    return bool(site(one)) and site(one) == site(other)


def is_inside(url: str) -> bool:
    """Whether an address by its host alone leads into a private network: no reader outside of it can follow it."""
    name = host(url).rstrip(".")
    try:
        return not ip_address(name).is_global
    except ValueError:
        # `localhost` and other names without a dot, and numbers that some programs take for an address (`127.1`).
        last = name.rpartition(".")[2]
        return "." not in name or last.isdigit() or last.startswith("0x") or last in LOCAL


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses are served by one host at one port."""
    first, second = _split(one), _split(other)
    return first is not None and second is not None and first.netloc.lower() == second.netloc.lower()


def article_id(url: str, length: int = 12) -> str:
    """The id of the article at a canonical address; longer where two collide."""
    return short_id(url, length)


def short_id(text: str, length: int = 12) -> str:
    """The first base32 digits (lower case) of the SHA-256 of a text."""
    return b32encode(hashlib.sha256(text.encode()).digest()).decode().lower()[:length]


# What a tag or topic page is called in an address, where a publication has not said it.
TOPIC = re.compile(r"/(?:tags?|topics?|keywords?|hashtag|label|themes?|tema|subject)/[^/]", re.IGNORECASE)


def is_topic(url: str, patterns: tuple[str, ...] = ()) -> bool:
    """Whether an address is that of a tag or topic page, by a publication's own patterns or the usual words."""
    if patterns:
        return any(re.search(pattern, url) for pattern in patterns)
    parts = _split(url) if TOPIC.search(url) else None
    return bool(parts and TOPIC.search(parts.path))


def readable(url: str) -> str:
    """An address as a person would write it: escapes of letters undone, those of spaces and signs kept."""
    text = unquote(url, errors="strict") if _is_utf8(url) else url
    return "".join(quote(c) if c.isspace() or not c.isprintable() or c in '<>"`|\\^{}' else c for c in text)


def _split(url: str) -> SplitResult | None:
    try:
        url.encode()  # halves of characters, as JSON can hold them, stand in no address
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _path(path: str) -> str:
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            segments = segments[:-1] if len(segments) > 1 else segments
        elif segment != ".":
            segments.append(_escape(segment))
    return "/".join(segments) or "/"


def _query(query: str) -> str:
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return "&".join(_escape(name + equals + value) for name, equals, value in pairs if not TRACKING.match(name))


def _escape(text: str) -> str:
    """Escapes in one form: those of letters and digits undone, `%2f` and its like kept, the rest in capitals."""
    pieces = ESCAPED_SIGN.split(text)
    pieces[0::2] = [
        quote(unquote(piece, errors="surrogateescape"), safe=UNRESERVED, errors="surrogateescape")
        for piece in pieces[0::2]
    ]
    pieces[1::2] = [piece.upper() for piece in pieces[1::2]]
    return "".join(pieces)


def _is_utf8(url: str) -> bool:
    try:
        unquote(url, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
