"""The bytes of a feed → its items: RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed 1.1.

Feeds of the web are rarely well formed, and read by strangers they are an attack on the parser. So the text is put
right first (character set, stray ampersands, names of HTML's entities, control characters), then libxml2 reads what
it can, with no entity expanded, nothing fetched, and a limited depth.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from html.entities import html5
from typing import Any

from lxml import etree
from msgspec import Struct

from tamizdat.errors import SourceError
from tamizdat.gather.listing import line, moment
from tamizdat.page import decode
from tamizdat.urls import canonical, join

# Names of elements by what stands for their namespace here; those of all others are told apart by `other:`.
NAMESPACES = {
    "": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "",
}
ROOTS = ("rss", "rdf", "feed", "channel")
PUBLISHED = ("pubdate", "published", "issued", "dc:date", "dcterms:issued", "created", "dcterms:created")
MODIFIED = ("updated", "modified", "dcterms:modified")
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
OLDER = ("next", "prev-archive")  # RFC 5005
# What XML 1.0 forbids, escaped or not; and every ampersand with what it may begin.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
AMPERSAND = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)?")
# What stands between angle brackets; of a tag whether it is an end, its name, and whether it is empty.
TOKEN = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|<(?P<end>/?)(?P<name>[A-Za-z_][\w:.-]*)(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'/]|/(?!>))*+(?P<empty>/?)>",
    re.DOTALL,
)
DEEPEST = 200
KEPT = frozenset(("amp", "lt", "gt", "quot", "apos"))
HINT = "open it in a browser; a page that lists articles is of the kind `section`"


class Item(Struct, frozen=True):
    """One article of a feed: its address, absolute or "", what is told of it, and its text in HTML.

    `base` is what addresses in the text are relative to.
    """

    url: str
    title: str = ""
    author: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    content: str = ""
    base: str = ""


class Document(Struct, frozen=True):
    """What one answer holds of a feed, and the address of the document with older items, if it has one."""

    items: Iterator[Item]
    older: str = ""


def read(body: bytes, url: str, content_type: str = "", zone: tzinfo = UTC) -> Document:
    """The feed in an answer; `zone` is meant by times without one. Raises `SourceError` where it is no feed."""
    text = decode(body, content_type).lstrip("\ufeff \t\r\n")
    return _json_feed(text, url, zone) if text.startswith("{") else _xml_feed(text, url, zone)


# --- XML ---------------------------------------------------------------------------------------------------


def _xml_feed(text: str, url: str, zone: tzinfo) -> Document:
    text = AMPERSAND.sub(_escaped, FORBIDDEN.sub("", text[max(0, text.find("<")) :]))
    try:
        root = _parsed(text, url, recover=False)
    except etree.XMLSyntaxError:
        try:
            root = _parsed(_balanced(text), url, recover=True)
        except etree.XMLSyntaxError as error:
            raise SourceError(f"{url} is no feed", HINT) from error
    if root is None or _name(root) not in ROOTS:
        raise SourceError(f"{url} is no feed", HINT)
    head = [*root, *(child for channel in root if _name(channel) == "channel" for child in channel)]
    links = [node for node in head if _name(node) == "link" and node.get("rel") in OLDER]
    items = (_xml_item(node, url, zone) for node in root.iter() if _name(node) in ("item", "entry"))
    return Document(items, next((canonical(_joined(node, url, node.get("href", ""))) for node in links), ""))


def _parsed(text: str, url: str, *, recover: bool) -> Any:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(text.encode(), parser, base_url=url)


def _balanced(text: str) -> str:
    """A text whose tags close what is open: libxml2 lets a stray end tag end whatever it stands in."""
    path: list[str] = []

    def mend(found: re.Match[str]) -> str:
        name = found["name"]
        if not name or found["empty"]:
            return found[0]
        if not found["end"]:
            path.append(name)
            return found[0]
        if name not in path[-DEEPEST:]:
            return ""
        closed = ""
        while not closed.endswith(f"</{name}>"):
            closed += f"</{path.pop()}>"
        return closed

    return TOKEN.sub(mend, text)


def _escaped(found: re.Match[str]) -> str:
    """An ampersand and what belongs to it, as XML can read it."""
    name = found[1]
    if name is None or name.startswith("#") or name in KEPT:
        return found[0] if name else "&amp;"
    sign = html5.get(f"{name};", "")
    return sign if sign and not set(sign) & set("<>&\"'") else f"&amp;{name};"


def _xml_item(item: Any, url: str, zone: tzinfo) -> Item:
    parts = defaultdict(list)
    for node in item:
        parts[_name(node)].append(node)
    body = max((_html(node) for name in ("content:encoded", "content") for node in parts[name]), key=len, default="")
    lesser = (_html(node) for name in ("description", "summary") for node in parts[name])
    dates = [
        next(filter(None, (moment(_text(node), zone) for name in names for node in parts[name])), None)
        for names in (PUBLISHED, MODIFIED)
    ]
    authors = [_text(node) for node in parts["dc:creator"] or parts["author"]]
    return Item(
        url=next(_addresses(item, parts, url), ""),
        title=line(next((html.unescape(_text(node)) for node in parts["title"]), "")),
        author=line(authors[0]) if authors else "",
        published=dates[0],
        modified=dates[1],
        content=body or next(filter(None, lesser), ""),
        base=_joined(item, url, "") or url,
    )


def _addresses(item: Any, parts: dict[str, list[Any]], url: str) -> Iterator[str]:
    """Where the article may be, the surest first."""
    links = [node for node in parts["link"] if node.get("rel", "alternate") == "alternate"]
    links.sort(key=lambda node: "html" not in node.get("type", "html"))
    written = [(node, _text(node)) for node in parts["feedburner:origlink"]]
    written += [(node, node.get("href") or _text(node)) for node in links]
    written += [(node, _text(node)) for node in parts["guid"] if node.get("isPermaLink", "true").lower() != "false"]
    written += [(node, _text(node)) for node in parts["id"]]
    written.append((item, item.get(ABOUT, "")))
    for node, address in written:
        if address and (_name(node) != "id" or address.startswith(("http://", "https://"))):
            found = _joined(node, url, address.replace("&amp;", "&"))
            if found:
                yield found


def _joined(node: Any, url: str, address: str) -> str:
    """An address made absolute, by the nearest `xml:base` that is an address of the web."""
    base = join(url, node.base or "") or url
    return join(base, address) if address else base


def _name(node: Any) -> str:
    """The name of an element in lower case, with a prefix that stands for its namespace."""
    if not isinstance(node.tag, str):
        return ""
    space, brace, local = node.tag.rpartition("}")
    prefix = NAMESPACES.get(space[1:].lower(), "other:") if brace else ""
    return f"{prefix}{local.lower()}"


def _text(node: Any) -> str:
    """The text below an element; the name of an author is its own element in Atom."""
    named = next((child for child in node if _name(child) == "name"), node)
    return "".join(named.itertext("*")).strip()


def _html(node: Any) -> str:
    """What an element holds, as HTML: escaped in RSS and most of Atom, written out as XHTML, plain, or in Base64."""
    kind, text = node.get("type", ""), _text(node)
    if any(isinstance(child.tag, str) for child in node):
        inner = "".join(etree.tostring(child, encoding="unicode", method="html") for child in node)
        return html.escape(node.text or "") + inner
    if node.get("mode") == "base64":
        try:
            return base64.b64decode(text).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return ""
    return html.escape(text) if kind in ("text", "text/plain") else text


# --- JSON --------------------------------------------------------------------------------------------------


def _json_feed(text: str, url: str, zone: tzinfo) -> Document:
    try:
        feed = json.loads(text)
        items = [item for item in feed["items"] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError(f"{url} is no JSON feed", "open it in a browser to see what it is") from error
    return Document((_json_item(item, url, zone) for item in items), canonical(join(url, _said(feed, "next_url"))))


def _json_item(item: dict[str, Any], url: str, zone: tzinfo) -> Item:
    addresses = (join(url, _said(item, name)) for name in ("url", "external_url", "id"))
    people = item.get("authors")
    author = people[0] if isinstance(people, list) and people else item.get("author")
    paragraphs = "".join(f"<p>{html.escape(each)}</p>" for each in _said(item, "content_text").split("\n\n"))
    return Item(
        url=next(filter(None, addresses), ""),
        title=line(_said(item, "title")),
        author=_said(author, "name") if isinstance(author, dict) else "",
        published=moment(_said(item, "date_published"), zone),
        modified=moment(_said(item, "date_modified"), zone),
        content=_said(item, "content_html") or (paragraphs if _said(item, "content_text") else ""),
        base=url,
    )


def _said(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else ""
