"""bytes → Page: the character set, the DOM, the metadata, each found once.

gather reads links from a page, extract the story. Nothing here raises on what the web holds, nothing follows
the depth of the DOM by recursion. Character sets go by the labels of the WHATWG Encoding Standard; where the
content contradicts what is declared, the content is believed.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tamizdat import urls
from tamizdat.bounds import bounded

# A longer page is cut: nothing that people read is a tenth as long.
PAGE_LIMIT = 20_000_000
LINKED_DATA_LIMIT = 500
# Characters that nobody sees and no XML document may hold, and a byte order mark that went astray.
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
# What says something of a page, found in one pass over it: each selector alone costs 0.15 ms a page.
MARKS = (
    'base[href], meta[content], title, script[type*="ld+json" i], link[rel~=canonical][href], h1, time, [itemprop]'
    ", [rel~=author], a[rel~=tag]"
)


class Link(NamedTuple):
    """A link of a page: its absolute address as written, and its text on one line."""

    url: str
    text: str


class Page:
    """A page parsed once; what is not asked for is not computed. `tree` is never changed by this class."""

    def __init__(self, html: str | bytes, url: str) -> None:
        self.url = url
        self.tree = LexborHTMLParser(html)

    def marked(self, name: str) -> list[LexborNode]:
        """The elements that say something of the page, in its order: by tag (see `MARKS`), `itemprop=…` or `rel=…`."""
        return self._marks.get(name, [])

    @cached_property
    def _marks(self) -> dict[str, list[LexborNode]]:
        found: dict[str, list[LexborNode]] = {}
        last = 0
        for node in self.tree.css(MARKS):
            if node.mem_id == last:  # once for each selector that fits
                continue
            last, attributes = node.mem_id, node.attributes
            names = [node.tag or ""]
            for kind in ("itemprop", "rel"):
                names += [f"{kind}={value}" for value in (attributes.get(kind) or "").split()]
            for name in names:
                found.setdefault(name, []).append(node)
        return found

    @cached_property
    def base(self) -> str:
        """What relative addresses are relative to; a <base> that leads to another site is not believed."""
        href = next((node.attributes.get("href") or "" for node in self.marked("base")), "")
        base = urls.join(self.url, href)
        return base if base and urls.same_site(base, self.url) else self.url

    @cached_property
    def meta(self) -> dict[str, str]:
        """The content of <meta> elements by name, property or itemprop in lower case; the first of a name wins."""
        return {name: contents[0] for name, contents in self._metas.items()}

    def repeated(self, name: str) -> list[str]:
        """All contents of <meta> elements of one name, for those that a page gives several of."""
        return self._metas.get(name, [])

    @cached_property
    def _metas(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for node in self.marked("meta"):
            attributes = node.attributes
            content = (attributes.get("content") or "").strip()
            if not content:
                continue
            for kind in ("name", "property", "itemprop", "http-equiv"):
                name = attributes.get(kind)
                if name:
                    found.setdefault(name.strip().lower(), []).append(content)
        return found

    @cached_property
    def linked_data(self) -> list[dict[str, Any]]:
        """Every JSON-LD object of the page, those of lists and @graph one by one, in order; broken ones left out."""
        objects: list[dict[str, Any]] = []
        for node in self.marked("script"):
            waiting: list[Any] = [list(islice(_read_json(node.text()), LINKED_DATA_LIMIT))]
            while waiting and len(objects) < LINKED_DATA_LIMIT:
                value = waiting.pop()
                if isinstance(value, list):
                    waiting += reversed(value[:LINKED_DATA_LIMIT])
                elif isinstance(value, dict):
                    graph = value.get("@graph")
                    if len(value) > 2 or graph is None:
                        objects.append(value)
                    if isinstance(graph, list | dict):
                        waiting.append(graph)
        return objects

    @cached_property
    def title(self) -> str:
        """The <title> on one line, the site's name and all."""
        return next((one_line(node.text()) for node in self.marked("title")), "")

    @cached_property
    def language(self) -> str:
        """The language that the page declares for itself, as a BCP 47 tag; "" if it declares none."""
        root = self.tree.root
        attributes = root.attributes if root is not None else {}
        declared = (
            attributes.get("lang")
            or attributes.get("xml:lang")
            or self.meta.get("content-language")
            or self.meta.get("og:locale")
            or ""
        )
        tag = declared.split(",")[0].strip().replace("_", "-")
        return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}", tag) else ""

    def links(self) -> Iterator[Link]:
        """Every link that leads to an http(s) address, in the order of the page."""
        base = self.base
        for node in self.tree.css("a[href], area[href]"):
            url = urls.join(base, node.attributes.get("href") or "")
            if url:
                yield Link(url, one_line(node.text()))


def parse(body: bytes, url: str, content_type: str = "") -> Page:
    """The page that an answer's content-decoded body holds; `content_type` is its header's value."""
    body = body[:PAGE_LIMIT]
    text, is_utf8 = _decoded(body, content_type)
    safe = bounded(text)
    # lexbor reads UTF-8: what is written so need not be written so again.
    return Page(body if is_utf8 and safe is text else safe, url)


def one_line(text: str) -> str:
    """A text with every run of white space made one space, and without control characters."""
    return " ".join((text if text.isprintable() else CONTROL.sub("", text)).split())


def _read_json(text: str) -> Iterator[Any]:
    """The values of a JSON-LD script; comments around it, trailing commas and several values in a row are borne."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removeprefix("<![CDATA[").removesuffix("//]]>").removesuffix("]]>").strip()
    text = text.rstrip("; \n\t")
    try:
        # A third of the time of the standard library's, which bears more.
        yield msgspec.json.decode(text)
        return
    except (msgspec.DecodeError, RecursionError, ValueError):
        pass
    reader = json.JSONDecoder(strict=False)
    place, repaired, halves = 0, False, "\\ud" in text.lower()
    while place < len(text):
        try:
            value, place = reader.raw_decode(text, place)
            # A cut emoji is half a character, which no file or database takes.
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "ignore")) if halves else value
        except (ValueError, RecursionError):
            if repaired:
                return
            repaired, text, place = True, re.sub(r",(?=\s{0,99}[}\]])", "", text[place:]), 0
            continue
        yield value
        while place < len(text) and text[place] in " \t\r\n,;":
            place += 1


# --- character sets ----------------------------------------------------------------------------------------

# Labels that mean another codec on the web than in Python, or that Python does not know.
LABELS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252",
    "latin1": "cp1252", "l1": "cp1252", "latin-1": "cp1252", "x-cp1252": "cp1252", "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb": "gb18030",
    "gb-2312": "gb18030", "chinese": "gb18030", "csgb2312": "gb18030", "gb18030": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "cn-big5": "big5hkscs",
    "csbig5": "big5hkscs", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932",
    "windows-31j": "cp932", "ms_kanji": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949",
    "korean": "cp949", "windows-949": "cp949", "ksc5601": "cp949", "iso-8859-8-i": "iso8859-8", "x-cp1251": "cp1251",
    "win-1251": "cp1251", "windows1251": "cp1251", "unicode-1-1-utf-8": "utf-8", "utf8": "utf-8",
    "x-unicode20utf8": "utf-8", "koi": "koi8-r", "koi8": "koi8-r", "x-euc-jp": "euc-jp", "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
}  # fmt: skip
KNOWN = re.compile(
    r"utf-(8|16|16le|16be)|iso-?8859-\d{1,2}|(windows-|cp)125\d|koi8-[ru]|euc-jp|iso-2022-jp|ibm866|cp866|gb18030"
)
DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
# WHATWG looks at 1,024 bytes; pages with long comments or scripts before their <meta> are read rightly with more.
PRESCAN = 4096
# What is tried where nothing fits; where two are equally plausible the earlier wins. Korean stands before
# Chinese because every Korean text is also common Chinese characters, and no Chinese text is Hangul.
GUESSES = ("cp949", "euc-jp", "cp932", "gb18030", "big5hkscs", "cp1251", "koi8-r", "cp1256", "cp1252")
DECLARED_BONUS = 0.1
SAMPLE = 20_000
LATIN = {"cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "iso8859-2", "iso8859-15", "mac-roman"}
PUNCTUATION = set("«»„“”‘’–—…·°№€©®§×•\u00a0، ؛؟、。，！？：；（）《》「」『』【】〈〉～")


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page: by byte order mark, as UTF-8 if it is, as declared if that is plausible, else by content."""
    return _decoded(body, content_type)[0]


def _decoded(body: bytes, content_type: str) -> tuple[str, bool]:
    """The text, and whether the bytes are exactly its UTF-8."""
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, errors="replace"), False
    if body[:200].count(0) > len(body[:200]) // 3:
        return body.decode("utf-16-be" if body[:1] == b"\0" else "utf-16-le", errors="replace"), False
    # One byte is found sixty times as fast as two.
    if b"\x1b" in body and b"\x1b$" in body and "iso2022_jp" in _declared(body, content_type):
        return body.decode("iso2022_jp", errors="replace"), False
    try:
        return body.decode("utf-8"), True
    except UnicodeDecodeError:
        text = body.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    # A page in UTF-8 with a few spoilt bytes (a cut title, a foreign comment) is still one in UTF-8.
    if broken * 20 < sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", text)):
        return text, False
    return body.decode(_guess(_sample(body), _declared(body, content_type)), errors="replace"), False


def _declared(body: bytes, content_type: str) -> list[str]:
    """The Python names of the character sets that the header and the head declare, the header's first."""
    head = content_type.encode("latin-1", errors="replace") + b" ; " + body[:PRESCAN]
    names: list[str] = []
    for label in DECLARED.findall(head):
        label = label.decode().strip().lower()
        if label in LABELS or KNOWN.fullmatch(label):
            name = codecs.lookup(LABELS.get(label, label)).name
            if name not in names:
                names.append(name)
    return names


def _sample(body: bytes) -> bytes:
    """Text between tags that is not ASCII; the whole page where there is none."""
    pieces, size = [], 0
    for piece in body.split(b"<"):
        text = piece.partition(b">")[2]
        if not text.isascii():
            pieces.append(text[:SAMPLE])
            size += len(text)
            if size > SAMPLE:
                break
    return b"\n".join(pieces)[: 2 * SAMPLE] or body[: SAMPLE * 5]


def _guess(sample: bytes, declared: list[str]) -> str:
    best, best_score = "cp1252", -1.0
    candidates = [name for name in declared if not name.startswith("utf")]
    names = [codecs.lookup(name).name for name in GUESSES]
    for name in names + [name for name in candidates if name not in names]:
        score = _plausibility(sample.decode(name, errors="replace"), name)
        # East Asian sets tell themselves apart; single-byte ones that share a script do not.
        score += DECLARED_BONUS if name in declared and not _common(name) else 0
        if score > best_score:
            best, best_score = name, score
    return best


def _plausibility(text: str, codec: str) -> float:
    """The share of the characters outside ASCII that a text in this character set commonly holds (0 to 1)."""
    common = _common(codec)
    good = total = 0
    before = " "
    for place, character in enumerate(text):
        if character > "\x7f":
            total += 1
            after = text[place + 1 : place + 2] or " "
            if character in PUNCTUATION:
                good += 1
            elif common:
                good += character in common
            elif character.isalpha():
                good += _fits(before, character, after, codec in LATIN)
        before = character
    return good / total if total else 0.0


def _fits(before: str, character: str, after: str, latin: bool) -> bool:
    """Whether a letter stands among its like: accented ones among plain ones, others apart from them, in one case."""
    if before.islower() and character.isupper():
        return False
    plain = (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
    lonely = not (before.isalpha() or after.isalpha())
    return (plain or lonely) if latin else not plain


def _common(codec: str) -> frozenset[str]:
    """The common characters of an East Asian set: the first level of its standard; none for single-byte sets."""
    if codec not in _COMMON:
        leads, trails = _FIRST_LEVEL.get(codec, (range(0), range(0)))
        pairs = b" ".join(bytes((lead, trail)) for lead in leads for trail in trails)
        letters = {c for c in pairs.decode(codec, errors="ignore") if c > "\x7f"} if leads else set()
        if codec in {"euc_jp", "cp932"}:
            letters |= {chr(code) for code in range(0x3041, 0x30FF)}
        _COMMON[codec] = frozenset(letters)
    return _COMMON[codec]


# Lead and trail bytes of each standard's first level (GB 2312, Big5, JIS X 0208) and of KS X 1001's Hangul.
_FIRST_LEVEL = {
    "gb18030": (range(0xB0, 0xD8), range(0xA1, 0xFF)),
    "big5hkscs": (range(0xA4, 0xC7), range(0x40, 0xFF)),
    "cp949": (range(0xB0, 0xC9), range(0xA1, 0xFF)),
    "euc_jp": (range(0xB0, 0xD0), range(0xA1, 0xFF)),
    "cp932": (range(0x88, 0x99), range(0x40, 0xFD)),
}
_COMMON: dict[str, frozenset[str]] = {}
