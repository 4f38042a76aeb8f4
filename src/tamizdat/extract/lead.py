"""Which picture stands before a story, and with which caption; it is taken out of the blocks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from msgspec import structs

from tamizdat import urls
from tamizdat.extract import figures, repeats
from tamizdat.extract.blocks import read_blocks
from tamizdat.extract.survey import Survey
from tamizdat.model import Block, Figure, Image, Paragraph
from tamizdat.page import Page

# Where something begins and ends in the order of a page.
Span: TypeAlias = tuple[int, int]

# What sites show where an article has no picture of its own.
STAND_IN = re.compile(
    r"logo|default|placeholder|favicon|sprite|avatar|blank\.|no-?image|og-?image\.|share[-_]?image", re.IGNORECASE
)
SIZE = re.compile(
    r"[-_.@]?(?:\d{2,4}x\d{2,4}|\d{2,4}[wh]|scaled|rotated|large|medium|small|thumb(?:nail)?)(?=$|[-_.])", re.IGNORECASE
)
EXTENSION = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|jfif|bmp|tiff?)$", re.IGNORECASE)
BOXES = 40
# What boxes around a picture are called.
PICTURE = re.compile(r"photo|image|img|picture|\bpic\b|foto|media|hero|thumb|cover|visual", re.IGNORECASE)


def choose(
    page: Page, data: dict[str, Any], survey: Survey, story: Span, blocks: tuple[Block, ...]
) -> tuple[Image | None, tuple[Block, ...]]:
    """The lead picture, and the blocks without it; `story` is where in the survey the text begins and ends.

    One that nobody outside could fetch stays where it stands, with its caption.
    """
    told = [url for url in _told(page, data) if not STAND_IN.search(urlsplit(url).path)]
    keys = {key(url) for url in told}
    image = _first_figure(blocks, page.base) or _figure_in(blocks, keys, page.base)
    image = image or _figure_above(page, survey, story, keys) or (Image(told[0]) if told else None)
    if image is None:
        return None, blocks
    mine = key(image.url)
    same = [block.image for block in blocks if isinstance(block, Figure) and key(block.image.url) == mine]
    rest = tuple(block for block in blocks if not (isinstance(block, Figure) and key(block.image.url) == mine))
    for other in same:
        image = structs.replace(
            image,
            caption=image.caption or other.caption,
            alt=image.alt or other.alt,
            credit=image.credit or other.credit,
        )
    return image, rest


@lru_cache(1024)
def key(url: str) -> str:
    """What two addresses of one picture have in common: the name of its file, sizes and parameters apart."""
    path = unquote(urlsplit(url[url.rfind("http") :]).path)
    segments = [SIZE.sub("", EXTENSION.sub("", segment)) for segment in path.split("/")]
    telling = [segment for segment in segments if len(segment) >= 8 and not segment.isalpha()]
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


def _first_figure(blocks: tuple[Block, ...], base: str) -> Image | None:
    """The picture that stands before the text, or behind no more than one paragraph of it."""
    paragraphs = 0
    for block in blocks[:6]:
        if isinstance(block, Figure) and not figures.out_of_reach(block.image.url, base):
            return block.image
        paragraphs += isinstance(block, Paragraph)
        if paragraphs > 1:
            break
    return None


def _figure_in(blocks: tuple[Block, ...], keys: set[str], base: str) -> Image | None:
    images = (block.image for block in blocks if isinstance(block, Figure) and key(block.image.url) in keys)
    return next((image for image in images if not figures.out_of_reach(image.url, base)), None)


def _figure_above(page: Page, survey: Survey, story: Span, keys: set[str]) -> Image | None:
    """The picture above the text: the one that machines are told of, else the first below the headline."""
    begin, _ = story
    headline = next((each for each in range(begin - 1, -1, -1) if survey.tags[each] == "h1"), None)
    headline = repeats.headline(survey, begin) if headline is None else headline
    boxes = _boxes(survey, story, headline)
    below: Image | None = None
    for each in sorted(boxes)[-BOXES:]:
        if survey.outside(each):
            continue
        for block in read_blocks([survey.nodes[each]], page.base):
            if not isinstance(block, Figure):
                continue
            if key(block.image.url) not in keys:
                below = below or (block.image if each > headline and (boxes[each] or not keys) else None)
            elif block.image.alt or block.image.caption:
                return block.image
    return below


def _boxes(survey: Survey, story: Span, headline: int) -> dict[int, bool]:
    """What may hold a picture outside the text, and how surely one of the story.

    Every <figure> does; between headline and text also what has a caption, and, less surely, what is called a picture.
    """
    begin, _ = story
    boxes = {each: True for each in range(begin) if survey.tags[each] == "figure"}
    for each in range(headline + 1, begin):
        around = survey.parents[each]
        if figures.called(survey.names[each]) == "caption" and around > headline and survey.ends[around] <= begin:
            boxes[around] = True
        elif survey.ends[each] <= begin and _is_picture(survey.names[each]):
            boxes.setdefault(each, False)
    return boxes


@lru_cache(4096)
def _is_picture(name: str) -> bool:
    return PICTURE.search(name) is not None
