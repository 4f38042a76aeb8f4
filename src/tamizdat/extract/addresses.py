"""Addresses of pictures: which is the best on offer, and whether two are of one picture."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from selectolax.lexbor import LexborNode

from tamizdat import urls
from tamizdat.page import one_line

Attributes = Mapping[str, str | None]

SETS = ("srcset", "original-set", "bgset")
SOURCES = (
    "data-original", "data-lazy-src", "data-src", "data-lazy", "data-hi-res-src", "data-full-src",
    "data-large-file", "data-orig-file",
)  # fmt: skip
CANDIDATES = re.compile(r",\s+|(?<=\d[wx]),")
DESCRIPTOR = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)[wx],?")
# Shorter pictures inside an address are placeholders of lazy loading: a grey square, a spinner.
DATA_LENGTH = 4000
EXTENSION = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|jfif|bmp|tiff?)$", re.IGNORECASE)
PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|jfif|bmp|tiff?)(?:$|[?&!])", re.IGNORECASE)
# What pages show until the real picture has come, or beside words, and no editor chose.
# A photograph may have such a word in its name (of a telephone, of a rank), but is not called by it alone.
ICON = re.compile(
    r"(?:^|[-_./])(?:icons?|spinners?|loader|loading|sprites?|arrows?|badges?|avatars?|logos?|share|buttons?|btn)"
    r"(?=[-_.\d])[^/]*\.(?:svg|gif)$|[-_](?:[1-5]?\dx[1-5]?\d|w[1-5]?\d_h[1-5]?\d)\.(?:png|gif|jpe?g|webp)$"
    r"|/(?:icons?|spinner|loader|loading|sprite|arrow|avatar|placeholder|blank|spacer|pixel|transparent|dummy|1x1|lazy)"
    r"[-_.\dx]{0,12}\.(?:svg|gif|png|jpe?g|webp)$|placeholder[^/]*$",
    re.IGNORECASE,
)
# What the servers of advertisements call what they show.
ADVERTISEMENT = re.compile(
    r"//(?:ads|adserv\w{0,10})\d{0,3}\.[\w-]{1,60}\.|/delivery/(?:avw|ai|lg|ck)\.php", re.IGNORECASE
)
# Parts of a file's name that tell its size or shape, and folders that do.
SIZE = re.compile(
    r"[-_.@]?(?:\d{2,4}x\d{2,4}|\d{2,4}[wh]|scaled|rotated|large|medium|small|thumb(?:nail)?)(?=$|[-_.])"
    r"|=[swh]\d{2,4}(?:-[a-z\d]{1,4}){0,4}$|[-_.]v?\d{1,2}[-_x]\d{1,2}[-_]\d{2,4}$|[-_.]\d{1,2}x\d{1,2}$|@\dx$",
    re.IGNORECASE,
)
SHAPE = re.compile(
    r"\d{1,4}(?:[_.,:x×@-]\d{1,4}){0,7}|[a-z]{1,2}[_=:]\w{1,9}(?:,[a-z]{1,6}[_=:][\w.-]{1,12}){0,9}"
    r"|[a-z]{3,6}[_=:]\d{1,4}|original|master|full|default|max|image|resize|crop|fit-in|s\d{2,4}[a-z]?",
    re.IGNORECASE,
)
# What a scaler is told in the folders of an address, each number behind its name.
TOLD = re.compile(r"/(?:width|height|crop|quality)/\d{1,5}(?=/|$)", re.IGNORECASE)
# What no two pictures share: a UUID, or a digest.
UNIQUE = re.compile(r"(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{20,64})(?:[-_ ]\d{1,3}$)?", re.IGNORECASE)
INNER = re.compile(r"https?(?::|%3A)", re.IGNORECASE)
ENCODED = re.compile(r"aHR0c[\w=/-]{10,2000}")
# Parameters of scalers; what is left of a query may be what names the picture.
SCALING = frozenset("w h width height q quality format fm auto fit crop rect s sig v ver dpr ts strip type".split())


def best(node: LexborNode, attributes: Attributes, base: str) -> str:
    """The widest picture on offer, else the one that lazy loading would show, else what stands there.

    `node` is an <img>, or a <picture> around the one whose `attributes` are given.
    """
    offers = list(_offers(attributes))
    if node.tag == "picture":
        for source in node.css("source"):
            offers.extend(_offers(source.attributes))
    for _, href in sorted(offers, key=lambda offer: -offer[0]):
        address = urls.join(base, href)
        if address:
            return _unwrapped(address)
    for href in _sources(attributes):
        if href.startswith("data:image/") and len(href) > DATA_LENGTH and not href.startswith("data:image/svg"):
            return "".join(one_line(href).split())
        address = urls.join(base, href)
        if address:
            return _unwrapped(address)
    return ""


def is_icon(url: str) -> bool:
    """Whether an address is that of a sign, a stand-in or an advertisement and of no picture of a story."""
    if url.startswith("data:"):
        return False
    return ICON.search(_without_query(url)) is not None or ADVERTISEMENT.search(url) is not None


def file_name(url: str) -> str:
    """The last part of a picture's address, or of the one inside it."""
    return _without_query(_inner(url)).rstrip("/").rpartition("/")[2]


def is_picture_file(url: str) -> bool:
    """Whether an address leads to a picture, by its file's name."""
    return PICTURE_FILE.search(url) is not None


def out_of_reach(address: str, base: str) -> bool:
    """Whether an address lies in a private network and the page that names it does not."""
    return urls.is_inside(address) and not urls.same_origin(address, base)


@lru_cache(4096)
def key(url: str) -> str:
    """What the addresses of one picture have in common: the name of its file, without sizes and parameters.

    A name that tells too little has the folder before it; of a scaler's address that holds another, the inner counts.
    """
    if url.startswith("data:"):
        return url
    inner = _inner(url)
    path = TOLD.sub("", unquote(_without_query(inner)).partition("://")[2].partition("/")[2])
    names = [EXTENSION.sub("", segment) for segment in path.split("/") if segment]
    bare = [SIZE.sub("", name) for name in names]
    for name in reversed(bare):
        unique = UNIQUE.search(name)
        if unique:
            return unique[0].lower()
        if not SHAPE.fullmatch(name) and name:
            break
    told = [name for name in bare if name and not SHAPE.fullmatch(name)]
    last = bare[-1] or names[-1] if bare else ""
    if last and told and last == told[-1] and _tells(last):
        return last.lower()
    before = next((name for name in reversed(told) if _tells(name) and name != last), "/".join(told[-2:-1]))
    asked = parse_qsl(inner.partition("?")[2]) if not is_picture_file(path) else []
    return "&".join([f"{before}/{last}".lower(), *(value for name, value in asked if name.lower() not in SCALING)])


def _without_query(url: str) -> str:
    return url.partition("?")[0].partition("#")[0]


def _tells(name: str) -> bool:
    """Whether the name of a file or folder is one that no other picture is likely to have."""
    words = 1 + name.count("-") + name.count("_")
    return len(name) >= (14, 14, 12, 9)[min(words, 3)] or (len(name) >= 6 and any(map(str.isdigit, name)))


def _inner(url: str) -> str:
    """The address inside that of a scaler (plain, escaped or in base 64), else the address itself."""
    begin = url.rfind("http")
    if begin > 0 and INNER.match(url, begin):
        return unquote(url[begin:].partition("&")[0])
    encoded = ENCODED.search(url) if "aHR0c" in url else None
    if encoded:
        text = encoded[0].replace("/", "").rstrip("=")
        text = text[: len(text) - (len(text) % 4 == 1)]
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
    return url


def _sources(attributes: Attributes) -> Iterator[str]:
    """The addresses that an element names, in the order that we believe them."""
    shown = (attributes.get("src") or "").strip()
    named = [(attributes.get(name) or "").strip() for name in SOURCES]
    others = [value.strip() for name, value in attributes.items() if value and name.startswith("data-")]
    others = [value for value in others if PICTURE_FILE.search(value) and not value.startswith("data:")]
    for href in [*named, *others, shown] if is_icon(shown) else [*named, shown, *others]:
        if href and "{" not in href:
            yield href


def _offers(attributes: Attributes) -> Iterator[tuple[float, str]]:
    """Width (or density) and address of each candidate of a srcset (HTML, §4.8.4.2.1), those of lazy loading first."""
    names = [name for name in attributes if name.endswith(SETS)]
    for name in sorted(names, key="srcset".__eq__) if len(names) > 1 else names:
        for candidate in CANDIDATES.split(attributes[name] or ""):
            fields = candidate.split()
            if fields and "{" not in fields[0]:
                number = DESCRIPTOR.fullmatch(fields[1]) if len(fields) > 1 else None
                yield float(number[1]) if number else 1.0, fields[0].strip(",")


def _unwrapped(address: str) -> str:
    """The picture itself where the address is that of a framework's own scaler (`/_next/image?url=…`)."""
    if "/_next/image" not in address:
        return address
    inner = parse_qs(urlsplit(address).query).get("url", [""])[0]
    return urls.join(address, inner) or address
