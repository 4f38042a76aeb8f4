"""Pictures: what an <img> shows, what calls itself a caption or a credit, and of which picture it is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from msgspec.structs import replace
from selectolax.lexbor import LexborNode

from tamizdat import urls
from tamizdat.extract import addresses
from tamizdat.extract.hidden import has_thin_side, is_hidden, is_sign
from tamizdat.extract.spans import plain
from tamizdat.model import Block, Embed, Figure, Image, Paragraph, Quote, Span, Table
from tamizdat.page import one_line

# A longer line under a picture is text of the article.
LINE_LENGTH = 300
# A shorter title of an <img> is a name, or an invitation to enlarge it.
SAYING = 40
CAPTION = re.compile(
    r"caption|cutline|legende|bildunterschrift|(?:photo|img|image|pic|picture)[-_]?(?:desc|text|title)\b"
)
CREDIT = re.compile(
    r"credit|copyright|photographer|fotograf|(?:photo|img|image|pic|picture)[-_]?(?:by|author|source)\b"
)
# A page of pictures; of the parts of an article, all but the first have a number.
GALLERY = re.compile(r"gall?er|photo|foto|bild|image|picture|media|slide|diapo", re.IGNORECASE)
PART = re.compile(r"[-_/]\d{1,2}")
SUFFIX = re.compile(r"\.[a-z]{3,5}$")
# A longer text behind the word for a photograph is a caption.
CREDIT_LENGTH = 80
# In Chinese, Japanese and Korean the same word begins a caption.
PICTURE_SIGNS = "图圖写사"
CREDITED = re.compile(
    r"(?<![\w(（\[【])(?:"
    r"(?:photos?|fotos?|pictures?|images?|bild(?:er)?|photographs?|crédits?|credits?|фота?о?|kuva|fot\.?|zdjęcie|ảnh|عکس|الصورة"
    r"|图片?|圖片?|摄影|攝影|图源|圖源|写真|撮影|사진)(?:\s(?:credits?|by|source|photo|de|von))?\s?[:：=／]"
    r"|(?:photo|picture|image|photograph)s?\s(?:by|courtesy|via)\s|[©ⓒ])[^:：)）\]】]{1,200}$",
    re.IGNORECASE,
)
# A line of its own below a picture is a caption if a credit ends it; in italics and no sentence, if it is short.
ENDING = re.compile(
    r"[(（\[【](?:photos?|fotos?|images?|pictures?|bild|crédits?|credits?|图片?|圖片?|摄影|攝影|图源|圖源|写真|撮影|사진)"
    r"(?:\s(?:credits?|by|source|courtesy|via))?\s?[:：=／/\s][^)）\]】]{1,80}[)）\]】]\.?$",
    re.IGNORECASE,
)
SENTENCE = tuple('.!?…。！？"”»')
ITALIC_LENGTH = 100
# What a line in italics begins with that is none: who wrote the story, what else to read.
NOT_SAID = re.compile(
    r"(?:by|von|par|por|di|da|av|af|van|door|read|see|also|lire|lesen|leia|lea|published)\b", re.IGNORECASE
)
# The number of a gallery's picture («3 of 7»), the length of a film; what a button on one says.
COUNTER = re.compile(
    r"[\d\W_]{1,20}(?:(?:of|von|de|sur|di|van|av|af|z|из|od)[\d\W_]{1,20})?"
    r"|(?:(?:watch|play)(?:\snow|\svideo)?|now\splaying|video|views?)[\s\d:]{0,12}",
    re.IGNORECASE,
)
SMILEY = re.compile(r"\bemoji\b|smiley|emoticon")


def image(node: LexborNode, base: str) -> Image | None:
    """The picture that an <img>, <amp-img> or <picture> shows, by its best address; None for a pixel."""
    inner = node.css_first("img, amp-img") if node.tag == "picture" else node
    attributes = inner.attributes if inner is not None else {}
    if is_hidden(attributes) or has_thin_side(attributes) or is_sign(attributes):
        return None
    address = addresses.best(node, attributes, base)
    if not address or addresses.is_icon(address):
        return None
    alt = one_line(attributes.get("alt") or "")
    said = one_line(attributes.get("data-caption") or "")
    if not said:
        said = one_line(attributes.get("title") or "")
        said = said if said != alt and len(said) >= SAYING else ""
    return Image(address, alt=alt, caption="" if "<" in said else said)


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
            said, by = (caption, credit) if credit else told_apart(caption)
            found[place] = Figure(replace(block.image, caption=said, credit=by or block.image.credit))
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


def told_apart(caption: str) -> tuple[str, str]:
    """A caption, and the credit at its end where a label tells it: «At sea. Photo: Ann», «At sea © Ann / Agency».

    What stands in brackets is part of the caption.
    """
    match = CREDITED.search(caption)
    if match is None or not 0 < len(match[0]) <= CREDIT_LENGTH or (match.start() == 0 and match[0][0] in PICTURE_SIGNS):
        return caption, ""
    return caption[: match.start()].rstrip(), match[0].strip()


def with_line_below(blocks: list[Block]) -> list[Block]:
    """What a small box holds: a picture with one short line under it, or two, has its caption and credit there."""
    match without_counters(blocks):
        case [Figure() as figure, Paragraph() as below, *rest] if not figure.image.caption and len(rest) < 2:
            said = [line(each) for each in (below, *rest) if isinstance(each, Paragraph)]
            if len(said) == len(rest) + 1 and sum(map(len, said)) <= LINE_LENGTH:
                return described([figure], said[0], " ".join(said[1:]))
    return blocks


def with_paragraph_below(figure: Figure, paragraph: Paragraph) -> Figure | None:
    """A picture with what the paragraph right below it says of it; None where that is text of the story."""
    image, last = figure.image, paragraph.spans[-1].text.rstrip()
    if image.credit or (last.endswith(SENTENCE) and not last.endswith(").")):
        return None
    text = line(paragraph)
    if not 0 < len(text) <= LINE_LENGTH:
        return None
    said, by = told_apart(text)
    if by and not said:
        return Figure(replace(image, credit=by))
    if image.caption:
        return None
    italic = len(text) <= ITALIC_LENGTH and text[-1].isalnum() and all(span.emphasis for span in paragraph.spans)
    italic = italic and not NOT_SAID.match(text)
    return Figure(replace(image, caption=said, credit=by)) if by or italic or ENDING.search(text) else None


def without_counters(blocks: list[Block]) -> list[Block]:
    """What a box with a picture holds, without the number of a gallery's pictures or the length of a film."""
    if not isinstance(blocks[0] if blocks else None, Figure):
        return blocks
    return [each for each in blocks if not (isinstance(each, Paragraph) and COUNTER.fullmatch(line(each)))]


def line(paragraph: Paragraph) -> str:
    """The text of a paragraph on one line."""
    return " ".join(plain(paragraph.spans).split())


@lru_cache(1024)
def leads_away(href: str, base: str) -> bool:
    """Whether the link that a picture is in leads to another page of its site: it is a teaser of that page.

    A larger picture, a gallery and another part of the same article are none.
    """
    if not href or addresses.is_picture_file(href) or not urls.same_site(href, base):
        return False
    path, own = (urlsplit(url).path.rstrip("/") for url in (href, base))
    path, own = SUFFIX.sub("", path), SUFFIX.sub("", own)
    if path == own or path.startswith(own + "/") or (own and path.endswith(own)) or GALLERY.search(path):
        return False
    shorter, longer = sorted((path, own), key=len)
    return not (longer.startswith(shorter) and PART.fullmatch(longer, len(shorter)))
