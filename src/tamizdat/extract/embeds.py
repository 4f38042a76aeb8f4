"""What of other sites stands in a page: who shows it, at which address, of which kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
    " jwplayer jwplatform bilibili rutube wistia streamable tiktok twitch loom kaltura vidyard glomex",
    "audio": "soundcloud spotify spreaker podbean buzzsprout anchor simplecast megaphone audioboom acast mixcloud"
    " podigee libsyn transistor art19 captivate omny ausha deezer",
    "post": "twitter x facebook instagram telegram t threads reddit tumblr bsky gettr truthsocial weibo mastodon vk"
    " pinterest linkedin",
}
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names.split()}
ADVERTISING = re.compile(r"doubleclick|googlesyndication|adservice|adnxs|taboola|outbrain|googletagmanager|criteo")
# What no browser plays any more: Flash, Java, Silverlight, Shockwave, ActiveX.
PLUGIN_FILES = re.compile(r"\.(?:swf|class|jar|xap|dcr|ocx)$", re.IGNORECASE)
PLUGIN_TYPES = re.compile(r"flash|java|silverlight|director|oleobject", re.IGNORECASE)
# Buttons of a network, and its boxes that advertise an account.
SHARING = re.compile(
    r"/(?:sharer?|share[-.\w]{0,20}|intent|submit|plugins/(?:like|page|share|follow))\b", re.IGNORECASE
)
# Attributes in which a page keeps the address of what it shows only after a tap, or when it comes into view.
KEPT = frozenset(
    "data-src data-url data-href data-embed data-embed-url data-embed-src data-oembed data-oembed-url data-iframe"
    " data-iframe-src data-consent-src data-cmp-src data-src-cmplz data-cookieblock-src data-lazy-src data-lazy"
    " data-video-url data-tweet-url data-post-url data-permalink data-service-src data-attrs data-params".split()
)
# Attributes that hold no more than a number, and what it stands behind.
NUMBERED = {
    "data-youtube-id": "https://www.youtube.com/watch?v=",
    "data-youtube": "https://www.youtube.com/watch?v=",
    "data-yt-id": "https://www.youtube.com/watch?v=",
    "data-tweet-id": "https://twitter.com/i/status/",
    "data-tweetid": "https://twitter.com/i/status/",
    "data-vimeo-id": "https://vimeo.com/",
    "data-telegram-post": "https://t.me/",
}
# Elements made by their site, with the number in an attribute that says only «id».
NAMED = {
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v="),
    "lite-youtube": ("videoid", "https://www.youtube.com/watch?v="),
    "amp-vimeo": ("data-videoid", "https://vimeo.com/"),
    "lite-vimeo": ("videoid", "https://vimeo.com/"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/video/"),
    "amp-twitter": ("data-tweetid", "https://twitter.com/i/status/"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/"),
    "amp-soundcloud": ("data-trackid", "https://api.soundcloud.com/tracks/"),
}
NUMBER = re.compile(r"[\w/-]{3,80}")
STATED = re.compile(r'"(?:url|src|embed_?url|href)"\s{0,9}:\s{0,9}"(https?:[^"\s]{4,400})"', re.IGNORECASE)
KEEPING = KEPT | NUMBERED.keys()
# A box with more text than this is no stand-in for a film or a post.
NOTICE_LENGTH = 1500
POSTS = re.compile(
    r"(?:twitter-(?:tweet|video)|bluesky-embed|mastodon-embed|reddit-(?:embed|card)|text-post-media|instagram-media"
    r"|tiktok-embed|fb-(?:post|video)|vk-post|telegram)",
)
PERMALINKS = ("data-instgrm-permalink", "data-text-post-permalink", "data-embed-url", "data-href", "cite")
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
        *(attributes.get(name) for name in ("src", "data", *sorted(KEPT & attributes.keys(), reverse=True))),
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


def kept(node: LexborNode, attributes: Mapping[str, str | None], base: str) -> Embed | None:
    """What a box stands for that shows a film, a post or a player only after a tap; None for any other box."""
    address = _numbered(node.tag or "", attributes)
    for name in KEPT & attributes.keys():
        value = attributes[name] or ""
        stated = STATED.search(value) if value.startswith("{") else None
        found = urls.join(base, stated[1].replace("\\/", "/") if stated else value)
        address = address or (found if _is_shown_elsewhere(found, base) else "")
    if not address or is_pixel(attributes) or node.css_first("iframe, blockquote, video, audio, object") is not None:
        return None
    text = one_line(node.text(separator=" "))
    if len(text) > NOTICE_LENGTH or (node.tag in {"a", "button"} and text):
        return None
    return Embed(embed_kind(address), address, one_line(attributes.get("title") or attributes.get("data-title") or ""))


def _numbered(tag: str, attributes: Mapping[str, str | None]) -> str:
    """The address behind a number in an attribute, "" if there is none."""
    name, begin = NAMED.get(tag, ("", ""))
    found = [
        (begin, attributes.get(name)),
        *((NUMBERED[each], attributes[each]) for each in NUMBERED if each in attributes),
    ]
    return next((begin + number for begin, number in found if number and NUMBER.fullmatch(number)), "")


def _is_shown_elsewhere(address: str, base: str) -> bool:
    """Whether an address is that of a film, a sound or a post of a network that we know, not the page's own."""
    return (
        address != ""
        and not urls.same_site(address, base)
        and embed_kind(address) != "page"
        and len(urlsplit(address).path) > 1
        and not SHARING.search(address)
    )


def post(node: LexborNode, base: str) -> str:
    """The address of the post that a social network's <blockquote> quotes; "" if it is an ordinary quote."""
    attributes = node.attributes
    if not POSTS.search(attributes.get("class") or ""):
        return ""
    for name in PERMALINKS:
        address = urls.join(base, attributes.get(name) or "")
        if address:
            return address
    links = [urls.join(base, link.attributes.get("href") or "") for link in node.css("[href]")]
    told = [link for link in links if link and "hashtag" not in link]
    statuses = [link for link in told if "/status/" in link or "/post/" in link]
    return (statuses or told or [""])[-1]
