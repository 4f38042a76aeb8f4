"""Pictures and embeds: which address of an <img> is the best, what is a caption or a credit, who shows what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from msgspec.structs import replace
from selectolax.lexbor import LexborNode

from tamizdat import urls
from tamizdat.extract.hidden import has_thin_side, is_hidden, is_pixel
from tamizdat.extract.spans import plain
from tamizdat.model import Block, Embed, Figure, Image, Paragraph, Quote, Span, Table
from tamizdat.page import one_line

SETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "srcset")
SOURCES = (
    "data-original", "data-lazy-src", "data-src", "data-lazy", "data-hi-res-src", "data-full-src",
    "data-large-file", "data-orig-file", "data-image", "data-url", "src", "href",
)  # fmt: skip
# Shorter pictures inside an address are placeholders of lazy loading: a grey square, a spinner.
DATA_LENGTH = 4000
# A longer line under a picture is text of the article.
LINE_LENGTH = 300
CAPTION = re.compile(
    r"caption|cutline|legende|bildunterschrift|(?:photo|img|image|pic|picture)[-_]?(?:desc|text|title)\b"
)
CREDIT = re.compile(
    r"credit|copyright|photographer|fotograf|(?:photo|img|image|pic|picture)[-_]?(?:by|author|source)\b"
)
SMILEY = re.compile(r"\bemoji\b|smiley|emoticon")

# Who shows what; a page of anybody else is an embedded page.
KINDS = {
    "video": "youtube youtube-nocookie youtu vimeo dailymotion rumble bitchute odysee ganjing ganjingworld brightcove"
    " jwplayer jwplatform bilibili rutube wistia streamable tiktok twitch",
    "audio": "soundcloud spotify spreaker podbean buzzsprout anchor simplecast megaphone audioboom acast mixcloud",
    "post": "twitter x facebook instagram telegram t threads reddit tumblr bsky gettr truthsocial weibo mastodon vk",
}
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names.split()}
ADVERTISING = re.compile(r"doubleclick|googlesyndication|adservice|adnxs|taboola|outbrain|googletagmanager|criteo")
# What no browser plays any more: Flash, Java, Silverlight, Shockwave, ActiveX.
PLUGIN_FILES = re.compile(r"\.(?:swf|class|jar|xap|dcr|ocx)$", re.IGNORECASE)
PLUGIN_TYPES = re.compile(r"flash|java|silverlight|director|oleobject", re.IGNORECASE)
PLAYERS = re.compile(r"/(?:video|player|embed/v)", re.IGNORECASE)


def image(node: LexborNode, base: str) -> Image | None:
    """The picture that an <img>, <amp-img> or <picture> shows, by its best address; None for a pixel."""
    inner = node.css_first("img, amp-img") if node.tag == "picture" else node
    attributes = inner.attributes if inner is not None else {}
    if is_hidden(attributes) or has_thin_side(attributes):
        return None
    address = _best_address(node, attributes, base)
    return Image(address, alt=one_line(attributes.get("alt") or "")) if address else None


def smiley(attributes: Mapping[str, str | None]) -> str:
    """The character that a small picture in the text stands for; "" if it is a real picture."""
    alt = attributes.get("alt") or ""
    return alt if alt and SMILEY.search(attributes.get("class") or "") else ""


def label(attributes: Mapping[str, str | None]) -> str:
    """What an element calls itself by class, id or itemprop: "caption", "credit" (a picture's maker), or ""."""
    names = attributes.get("class") or ""
    for name in ("id", "itemprop"):
        if name in attributes:
            names = f"{names} {attributes[name]}"
    return called(names) if names else ""


@lru_cache(4096)
def called(names: str) -> str:
    """What class and id call an element: "caption", "credit", or ""."""
    names = names.lower()
    return "caption" if CAPTION.search(names) else "credit" if CREDIT.search(names) else ""


def described(blocks: Sequence[Block], caption: str, credit: str) -> list[Block]:
    """Some blocks of one figure with its caption and credit given to the one that they are said of."""
    found = list(blocks)
    if not (caption or credit):
        return found
    for place in range(len(found) - 1, -1, -1):
        block = found[place]
        if isinstance(block, Figure) and not block.image.caption:
            found[place] = Figure(replace(block.image, caption=caption, credit=credit or block.image.credit))
        elif isinstance(block, Table) and not block.caption:
            found[place] = replace(block, caption=caption or credit)
        elif isinstance(block, Embed) and not block.title:
            found[place] = replace(block, title=caption or credit)
        elif isinstance(block, Quote) and not block.source:
            found[place] = replace(block, source=caption or credit)
        else:
            continue
        return found
    return [*found, Paragraph((Span(caption or credit),))]


def with_line_below(blocks: list[Block]) -> list[Block]:
    """What a centred element holds: a picture and one short line under it are a picture and its caption."""
    match blocks:
        case [Figure() as figure, Paragraph() as line] if not figure.image.caption:
            text = " ".join(plain(line.spans).split())
            if len(text) <= LINE_LENGTH:
                return described([figure], text, "")
    return blocks


def embed(node: LexborNode, base: str) -> Embed | None:
    """What an <iframe>, <video>, <audio>, <object> or <embed> shows; None where no reader would see or hear anything.

    That is one without an address, of advertising, of the size of a pixel, for a plug-in, or on a private network.
    """
    attributes = node.attributes
    if is_pixel(attributes):
        return None
    inner = node.css_first("source[src], embed[src]")
    address = ""
    for value in (
        *(attributes.get(name) for name in ("src", "data-src", "data-lazy-src", "data", "data-url")),
        inner.attributes.get("src") if inner is not None else None,
    ):
        address = address or (urls.join(base, value) if value else "")
    if not address or ADVERTISING.search(urls.host(address)) or out_of_reach(address, base):
        return None
    kind = node.tag if node.tag in {"video", "audio"} else embed_kind(address)
    if kind == "page" and (
        PLUGIN_FILES.search(urlsplit(address).path) or PLUGIN_TYPES.search(attributes.get("type") or "")
    ):
        return None
    return Embed(kind, address, one_line(attributes.get("title") or attributes.get("aria-label") or ""))


def out_of_reach(address: str, base: str) -> bool:
    """Whether an address lies in a private network and the page that names it does not."""
    return urls.is_inside(address) and not urls.same_origin(address, base)


def embed_kind(address: str) -> str:
    """What is to be seen at an address: video, audio, post, map or page."""
    parts = urlsplit(address)
    name = urls.site(address).partition(".")[0]
    if "/maps" in parts.path or (parts.hostname or "").startswith("maps."):
        return "map"
    kind = KIND_OF.get(name, "")
    if PLAYERS.search(parts.path) and kind in {"", "post"}:
        return "video"
    return kind or "page"


def post(node: LexborNode, base: str) -> str:
    """The address of the post that a social network's <blockquote> quotes; "" if it is an ordinary quote."""
    attributes = node.attributes
    classes = attributes.get("class") or ""
    for name in ("data-instgrm-permalink", "cite", "data-telegram-post"):
        if "instagram-media" in classes or "tiktok-embed" in classes:
            address = urls.join(base, attributes.get(name) or "")
            if address:
                return address
    if "twitter-tweet" not in classes and "twitter-video" not in classes:
        return ""
    links = [urls.join(base, link.attributes.get("href") or "") for link in node.css("[href]")]
    statuses = [link for link in links if "/status/" in link]
    return (statuses or links or [""])[-1]


def _best_address(node: LexborNode, attributes: Mapping[str, str | None], base: str) -> str:
    """The widest picture on offer, else the one that lazy loading would show, else what stands there."""
    offers = list(_offers(attributes))
    if node.tag == "picture":
        for source in node.css("source"):
            offers.extend(_offers(source.attributes))
    for _, href in sorted(offers, key=lambda offer: -offer[0]):
        address = urls.join(base, href)
        if address:
            return address
    for name in SOURCES:
        href = (attributes.get(name) or "").strip()
        if not href or "{" in href:
            continue
        if href.startswith("data:image/") and len(href) > DATA_LENGTH and not href.startswith("data:image/svg"):
            return "".join(one_line(href).split())
        address = urls.join(base, href)
        if address:
            return _unwrapped(address)
    return ""


def _offers(attributes: Mapping[str, str | None]) -> Iterator[tuple[float, str]]:
    """Width (or density) and address of each candidate of a srcset (HTML, §4.8.4.2.1)."""
    for name in SETS:
        for candidate in re.split(r",\s+|(?<=\d[wx]),", attributes.get(name) or ""):
            fields = candidate.split()
            if fields and "{" not in fields[0]:
                number = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)[wx],?", fields[1]) if len(fields) > 1 else None
                yield float(number[1]) if number else 1.0, fields[0].strip(",")


def _unwrapped(address: str) -> str:
    """The picture itself where the address is that of a framework's own scaler (`/_next/image?url=…`)."""
    if "/_next/image" not in address:
        return address
    inner = parse_qs(urlsplit(address).query).get("url", [""])[0]
    return urls.join(address, inner) or address
