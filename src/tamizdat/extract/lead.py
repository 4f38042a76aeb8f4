"""Which picture stands before a story, and with which caption; it is taken out of the blocks."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from tamizdat import urls
from tamizdat.extract.blocks import read_blocks
from tamizdat.model import Block, Figure, Image, Paragraph
from tamizdat.page import Page

# What sites show where an article has no picture of its own.
STAND_IN = re.compile(
    r"logo|default|placeholder|favicon|sprite|avatar|blank\.|no-?image|og-?image\.|share[-_]?image", re.IGNORECASE
)
SIZE = re.compile(
    r"[-_.@]?(?:\d{2,4}x\d{2,4}|\d{2,4}[wh]|scaled|rotated|large|medium|small|thumb(?:nail)?)(?=$|[-_.])", re.IGNORECASE
)
EXTENSION = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|jfif|bmp|tiff?)$", re.IGNORECASE)
FIGURES = 40


def choose(page: Page, data: dict[str, Any], blocks: tuple[Block, ...]) -> tuple[Image | None, tuple[Block, ...]]:
    """The lead picture, and the blocks without it."""
    told = [url for url in _told(page, data) if not STAND_IN.search(urlsplit(url).path)]
    keys = {key(url) for url in told}
    image = _first_figure(blocks) or _figure_in(blocks, keys)
    if image is None and told:
        image = _figure_of_page(page, keys) or Image(told[0])
    elif image is None:
        return None, blocks
    mine = key(image.url)
    rest = tuple(block for block in blocks if not (isinstance(block, Figure) and key(block.image.url) == mine))
    for block in blocks:
        if isinstance(block, Figure) and key(block.image.url) == mine and not image.caption:
            image = msgspec.structs.replace(image, caption=block.image.caption, alt=image.alt or block.image.alt)
    return image, rest


def key(url: str) -> str:
    """What two addresses of one picture have in common: the name of its file, sizes and parameters apart."""
    path = unquote(urlsplit(url[url.rfind("http") :]).path)
    segments = [SIZE.sub("", EXTENSION.sub("", segment)) for segment in path.split("/")]
    telling = [segment for segment in segments if len(segment) >= 8 and any(sign.isdigit() for sign in segment)]
    return max(telling, key=len) if telling else "/".join(segments[-2:])


def _told(page: Page, data: dict[str, Any]) -> list[str]:
    values = data.get("image")
    found = []
    for each in (values if isinstance(values, list) else [values])[:5]:
        url = (each.get("url") or each.get("contentUrl") or each.get("@id")) if isinstance(each, dict) else each
        found.append(url if isinstance(url, str) else "")
    found[:0] = [page.meta.get(name, "") for name in ("og:image", "og:image:url", "og:image:secure_url")]
    found.append(page.meta.get("twitter:image", "") or page.meta.get("twitter:image:src", ""))
    return [url for url in (urls.join(page.base, each) for each in found if each) if url]


def _first_figure(blocks: tuple[Block, ...]) -> Image | None:
    """The picture that stands before the text, or behind no more than one paragraph of it."""
    paragraphs = 0
    for block in blocks[:6]:
        if isinstance(block, Figure):
            return block.image
        paragraphs += isinstance(block, Paragraph)
        if paragraphs > 1:
            break
    return None


def _figure_in(blocks: tuple[Block, ...], keys: set[str]) -> Image | None:
    return next((block.image for block in blocks if isinstance(block, Figure) and key(block.image.url) in keys), None)


def _figure_of_page(page: Page, keys: set[str]) -> Image | None:
    """The picture with its caption where it stands on the page outside of the story."""
    for node in page.tree.css("figure")[:FIGURES]:
        for block in read_blocks([node], page.base):
            if isinstance(block, Figure) and key(block.image.url) in keys:
                return block.image
    return None
