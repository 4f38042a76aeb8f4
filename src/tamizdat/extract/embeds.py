"""What of other sites stands in a page: who shows it, at which address, of which kind."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from tamizdat import urls
from tamizdat.extract.addresses import out_of_reach
from tamizdat.extract.hidden import is_pixel
from tamizdat.model import Embed
from tamizdat.page import one_line

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
