"""The safety gate: what no published page may hold (docs/architecture.md §9).

It reads a file as bytes, by a parser that knows nothing of how it was made, and lets through only what it knows:
an element, attribute or address that stands in no table here is a fault. A reader behind a national firewall can be
endangered by one request.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator

import cmarkgfm
from cmarkgfm.cmark import Options
from selectolax.lexbor import LexborHTMLParser, LexborNode

# What a page of the site says to the browser: pictures and a style sheet from beside it, and nothing else.
POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'"
EVERYWHERE = {"lang", "dir", "class", "id"}
# Elements that a page may have, each with its own attributes.
ELEMENTS: dict[str, set[str]] = {
    **{name: set() for name in "html head title body header nav main footer article aside h1 h2 h3 h4 h5 h6".split()},
    **{name: set() for name in "p span bdi strong em code sub sup ruby rt rp br hr pre blockquote cite ul li".split()},
    **{name: set() for name in "div dl dt dd figure figcaption table caption thead tbody tr time del".split()},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
    "meta": {"charset", "http-equiv", "name", "content"},
    "link": {"rel", "href"},
}
# Only an HTML page of ours has these; in Markdown they would come from a source.
FRAME = {"html", "head", "body", "title", "meta", "link"}
# What a page says of itself: these, each with no other attribute beside it.
META: dict[str, dict[str, str | None]] = {
    "charset": {"charset": "utf-8"},
    "content-security-policy": {"http-equiv": "Content-Security-Policy", "content": POLICY},
    "referrer": {"name": "referrer", "content": "no-referrer"},
    "viewport": {"name": "viewport", "content": "width=device-width, initial-scale=1"},
}
# An address of ours: nothing in it is escaped, and nothing that a browser would read otherwise than we do.
RELATIVE = re.compile(r"(?P<path>[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*|)(?:#[\w-]*)?")
# What makes a style sheet ask for something: by a function, by name, or by an escape that hides either.
STYLE = re.compile(
    r"@import|@namespace|\b(?:url|src|image|(?:-webkit-)?image-set|cross-fade|element|expression)\s*\(|//|:\s*javascript"
    r"|behavior\s*:|-moz-binding|\\",
    re.IGNORECASE,
)
EXTENSIONS = ["table", "autolink", "strikethrough", "tasklist"]
# All that a WebP of ours is made of; and items of AVIF (ISO/IEC 23008-12) that tell of a camera, a place or a person.
PIXELS = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF")
TELLING_ITEM = re.compile(rb"infe[\x02\x03].{3}(?:.{4}|.{6})(Exif|mime|uri )|colr(prof|rICC)", re.DOTALL)
LONGEST_SHOWN = 80


def inspect(path: str, data: bytes, *, origins: Collection[str], files: Collection[str]) -> Iterator[str]:
    """What is wrong with a file of an edition, each rule with the offending piece; nothing where all is well.

    `origins` are the addresses that the operator's own menu and mirrors have: no other is a link. `files` are the
    paths of the edition: a relative link leads to one of them.
    """
    if not path.isascii() or ".." in path.split("/") or path.startswith("/"):
        yield f"is called {path!r}, which is no safe path"
    look = LOOKS.get(posixpath.splitext(path)[1])
    if look:
        yield from look(path, data, origins, files)
    elif path not in (".nojekyll", ".gitattributes"):
        yield "is of a kind that no edition has"


def _html(path: str, data: bytes, origins: Collection[str], files: Collection[str]) -> Iterator[str]:
    tree = LexborHTMLParser(data)
    yield from _elements(path, tree, origins, files, ELEMENTS)
    # A browser heeds a policy in the head alone, for what comes after it.
    head = [node for node in tree.css("head > *") if node.tag != "title"]
    for place, (name, attributes) in enumerate(META.items()):
        if place >= len(head) or head[place].tag != "meta" or head[place].attributes != attributes:
            yield f"does not say {name} where it must"
    for node in tree.css("meta"):
        if node.attributes not in META.values():
            yield f"holds {_shown(node)}, which is none of ours"
    if b"<!--" in data or b"<?" in data:
        yield "holds a comment, which nobody reads"
    if data[:15].lower() != b"<!doctype html>":
        yield "does not begin as a page of HTML"


def _markdown(path: str, data: bytes, origins: Collection[str], files: Collection[str]) -> Iterator[str]:
    """A page as GitHub makes it, with bare addresses made links and raw HTML let through."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        yield "is no UTF-8"
        return
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    page = cmarkgfm.markdown_to_html_with_extensions(text, options=options, extensions=EXTENSIONS)
    allowed = {name: attributes for name, attributes in ELEMENTS.items() if name not in FRAME}
    if "<!--" in page or "<?" in page:
        yield "holds a comment, which nobody reads"
    if re.search(r"\{\{|\{%", text) or text.startswith(("---", "+++")):
        yield "holds what Jekyll would take for its own"
    yield from _elements(
        path,
        LexborHTMLParser(page),
        origins,
        files,
        allowed | {name: set() for name in FRAME - {"meta", "link", "title"}},
    )


def _style(path: str, data: bytes, origins: Collection[str], files: Collection[str]) -> Iterator[str]:
    if not data.isascii() or b"\0" in data:
        yield "is a style that is not written in plain letters"
    for found in STYLE.finditer(data.decode("utf-8", "replace")):
        yield f"has a style that may load something: {found[0]}"


def _picture(path: str, data: bytes, origins: Collection[str], files: Collection[str]) -> Iterator[str]:
    """A picture of ours holds pixels, and no word of who took it where."""
    if not (data[:4] == b"RIFF" and data[8:12] == b"WEBP") and data[4:12] not in (b"ftypavif", b"ftypavis"):
        yield "is no picture of ours"
    elif data[:4] == b"RIFF":
        for name, _ in _chunks(data):
            if name not in PIXELS:
                yield f"holds {name.decode('latin-1')} data"
        if len(data) != int.from_bytes(data[4:8], "little") + 8:
            yield "has bytes after its end"
    else:
        for found in TELLING_ITEM.finditer(data):
            yield f"holds {(found[1] or found[2]).decode()} data"


def _chunks(data: bytes) -> Iterator[tuple[bytes, int]]:
    at = 12
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        yield data[at : at + 4], length
        at += 8 + length + length % 2


Look = Callable[[str, bytes, Collection[str], Collection[str]], Iterator[str]]
LOOKS: dict[str, Look] = {".html": _html, ".md": _markdown, ".css": _style, ".webp": _picture, ".avif": _picture}


def _elements(
    path: str, tree: LexborHTMLParser, origins: Collection[str], files: Collection[str], allowed: dict[str, set[str]]
) -> Iterator[str]:
    root = tree.root
    for node in root.traverse(include_text=False) if root is not None else ():
        name = node.tag or ""
        if name not in allowed:
            yield f"holds {_shown(node)}"
            continue
        for attribute, value in node.attributes.items():
            if attribute in EVERYWHERE:
                continue
            if attribute not in allowed[name]:
                yield f"holds an attribute {attribute}: {_shown(node)}"
            elif attribute in ("href", "src"):
                fault = _address(path, name, value or "", origins, files)
                if fault:
                    yield f"{fault}: {_shown(node)}"
        if name == "link" and node.attributes.get("rel") != "stylesheet":
            yield f"holds {_shown(node)}"


def _address(path: str, name: str, value: str, origins: Collection[str], files: Collection[str]) -> str:
    """What is wrong with an address; empty if it leads where it may."""
    relative = RELATIVE.fullmatch(value)
    if not relative:
        if name != "a":
            return "loads something from elsewhere"
        if value not in origins:
            return "leads out of the edition"
        known = value.startswith("https://") and ".onion" not in value.lower()
        return "" if known else "leads where no reader should be sent"
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), relative["path"]))
    return "" if target in files or not relative["path"] else "leads to a file that is not there"


def _shown(node: LexborNode) -> str:
    """The beginning of an element, as a fault quotes it."""
    piece = " ".join((node.html or "").split())
    return piece if len(piece) <= LONGEST_SHOWN else piece[:LONGEST_SHOWN] + "…"
