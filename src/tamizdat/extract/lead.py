"""Which picture stands before a story, and with which caption; it is taken out of the blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from msgspec import structs
from selectolax.lexbor import LexborNode

from tamizdat import urls
from tamizdat.extract import addresses, figures, repeats
from tamizdat.extract.addresses import key
from tamizdat.extract.blocks import read_pictures
from tamizdat.extract.survey import Survey
from tamizdat.model import Block, Figure, Image, Paragraph
from tamizdat.page import Page, one_line

# Where something begins and ends in the order of a page.
Span: TypeAlias = tuple[int, int]

# What sites show where an article has no picture of its own.
STAND_IN = re.compile(
    r"logo|placeholder|favicon|sprite|avatar|blank\.|no-?image|og-?image\.|share[-_]?image", re.IGNORECASE
)
# Where a site keeps the files that its pages are made of.
OWN_FILE = re.compile(
    r"/(?:assets|static|dist|_nuxt|_next/static|themes?)/[^?#]{0,200}\.(?:png|svg|gif)\b", re.IGNORECASE
)
# No more boxes above a text are looked into than this.
BOXES = 40
# One in furniture with more bytes of text is not looked into.
SMALL = 500
# What boxes around a picture are called, and around several.
PICTURE = re.compile(r"photo|image|img|picture|\bpic\b|foto|media|hero|thumb|cover|visual", re.IGNORECASE)
GALLERY = re.compile(r"gallery|galerie|galeria|carousel|slide(?:r|show)|swiper|diaporama|strecke", re.IGNORECASE)


class Found(NamedTuple):
    """A picture above the text, and whether what holds it is surely part of the story."""

    image: Image
    sure: bool


def choose(
    page: Page, data: dict[str, Any], survey: Survey, story: Span, blocks: tuple[Block, ...]
) -> tuple[Image | None, tuple[Block, ...]]:
    """The lead picture, and the blocks without it; `story` is where in the survey the text begins and ends.

    The pictures of a gallery above the text come before its blocks. One that nobody outside could fetch stays where
    it stands, with its caption; what machines alone are told of is shown where the page itself shows nothing.
    """
    told = [image for image in _told(page, data) if not _is_stand_in(image.url)]
    keys = {key(image.url) for image in told}
    above = _above(page, survey, story, keys, _people(data))
    blocks = once((*(Figure(image) for image in above), *blocks))
    image = above[0] if above else _first_figure(blocks, page.base) or _figure_in(blocks, keys, page.base)
    shown = (block.image for block in blocks if isinstance(block, Figure))
    if image is None and told and all(addresses.out_of_reach(each.url, page.base) for each in shown):
        image = told[0]
    if image is None:
        return None, blocks
    mine = key(image.url)
    same = [block.image for block in blocks if isinstance(block, Figure) and key(block.image.url) == mine]
    rest = tuple(block for block in blocks if not (isinstance(block, Figure) and key(block.image.url) == mine))
    for other in (*same, *(each for each in told if key(each.url) == mine)):
        image = _merged(image, other)
    return image, rest


def once(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Some blocks with each picture where it stands first, and with all that is said of it anywhere and right below."""
    places: dict[str, int] = {}
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Figure):
            mine = key(block.image.url)
            before = kept[places[mine]] if mine in places else None
            if isinstance(before, Figure):
                kept[places[mine]] = Figure(_merged(before.image, block.image))
                continue
            places[mine] = len(kept)
        elif isinstance(block, Paragraph) and kept and isinstance(kept[-1], Figure):
            told = figures.with_paragraph_below(kept[-1], block)
            if told is not None:
                kept[-1] = told
                continue
        kept.append(block)
    return tuple(kept)


def _merged(image: Image, other: Image) -> Image:
    if image.caption and other.caption and image.caption != other.caption:
        return image
    return structs.replace(
        image,
        caption=image.caption or other.caption,
        alt=image.alt or other.alt,
        credit=image.credit or other.credit,
    )


def _told(page: Page, data: dict[str, Any]) -> list[Image]:
    """The pictures of the article that machines are told of, with what JSON-LD says of them (ImageObject)."""
    values = data.get("image")
    found = [Image(page.meta.get(name, "")) for name in ("og:image", "og:image:url", "og:image:secure_url")]
    for each in (values if isinstance(values, list) else [values])[:5]:
        if isinstance(each, str):
            found.append(Image(each))
        elif isinstance(each, dict):
            url = each.get("url") or each.get("contentUrl") or each.get("@id")
            said = [each.get(name) for name in ("caption", "creditText")]
            caption, credit = (one_line(text) if isinstance(text, str) else "" for text in said)
            found.append(Image(url if isinstance(url, str) else "", caption=caption, credit=credit))
    found.append(Image(page.meta.get("twitter:image", "") or page.meta.get("twitter:image:src", "")))
    joined = (structs.replace(image, url=urls.join(page.base, image.url)) for image in found if image.url)
    return [image for image in joined if image.url]


def _first_figure(blocks: tuple[Block, ...], base: str) -> Image | None:
    """The picture that stands before the text, or behind no more than one paragraph of it."""
    paragraphs = 0
    for block in blocks[:6]:
        if isinstance(block, Figure) and not addresses.out_of_reach(block.image.url, base):
            return block.image
        paragraphs += isinstance(block, Paragraph)
        if paragraphs > 1:
            break
    return None


def _figure_in(blocks: tuple[Block, ...], keys: set[str], base: str) -> Image | None:
    images = (block.image for block in blocks if isinstance(block, Figure) and key(block.image.url) in keys)
    return next((image for image in images if not addresses.out_of_reach(image.url, base)), None)


def _above(page: Page, survey: Survey, story: Span, keys: set[str], people: frozenset[str]) -> list[Image]:
    """The pictures above the text, the lead first: that which machines are told of, else the first below the headline.

    All of them only where they are a gallery, or have captions.
    """
    begin, _ = story
    headline = next((each for each in range(begin - 1, -1, -1) if survey.tags[each] == "h1"), -1)
    headline = repeats.headline(survey, begin) if headline < 0 else headline
    article = _article(survey, begin)
    top = article if headline < 0 or (article < headline and survey.tags[article] == "article") else headline
    found: list[Found] = []
    behind = read = 0
    boxes = _boxes(survey, begin, top)
    for each in sorted(boxes):
        around = survey.outside(each)
        if each < behind or read == BOXES or (around and not (keys and _holds_picture(survey, each))):
            continue
        read += 1
        images = _images(survey.nodes[each], page.base, keys)
        if around:
            images = [image for image in images if key(image.url) in keys]
        if images:
            behind = survey.ends[each]
            sure = any(boxes.get(inner) for inner in range(each, behind))
            for image in images:
                if _is_fit(image, page.base, people):
                    found.append(Found(image, sure and each > top))
    told = (each for each in found if key(each.image.url) in keys)
    named = next((each.image for each in told if each.sure or each.image.alt or each.image.caption), None)
    surely = [each.image for each in found if each.sure]
    if named is None and not surely:
        return [found[0].image] if found and not keys and headline >= 0 else []
    first = named or surely[0]
    return [first, *(image for image in surely if image is not first and image.caption)]


def _holds_picture(survey: Survey, place: int) -> bool:
    """Whether a box of furniture holds a picture and little else."""
    if survey.tags[place] == "figure":
        return True
    return survey.text[place] <= SMALL and survey.nodes[place].css_first("img") is not None


def _images(node: LexborNode, base: str, keys: set[str]) -> list[Image]:
    """The pictures in a box; the one that a <picture> is may have its caption beside it."""
    images = read_pictures(node, base, keys)
    if node.tag == "picture" and images and not images[0].caption:
        below = node.next
        while below is not None and below.is_text_node:
            below = below.next
        if below is not None and (below.tag == "figcaption" or figures.label(below.attributes)):
            images = [structs.replace(images[0], caption=one_line(below.text()))]
    return images


def _is_stand_in(url: str) -> bool:
    """Whether a picture that machines are told of is one that the site shows for any article without a picture."""
    return _is_called_stand_in(url) or OWN_FILE.search(url) is not None


def _is_called_stand_in(url: str) -> bool:
    """Whether a file is called a stand-in; the default size of a picture that has a number of its own is none."""
    name = addresses.file_name(url)
    return STAND_IN.search(name) is not None or ("default" in name.lower() and not addresses.UNIQUE.search(name))


def _is_fit(image: Image, base: str, people: frozenset[str]) -> bool:
    """Whether a picture may stand before a text: it can be fetched, and is no sign nor the portrait of an author."""
    portrait = image.alt.casefold() in people
    return not (portrait or addresses.out_of_reach(image.url, base) or _is_called_stand_in(image.url))


def _people(data: dict[str, Any]) -> frozenset[str]:
    """The names of those who wrote the article, as machines are told of them, to know their portraits by."""
    value = data.get("author")
    names = [
        each.get("name") if isinstance(each, dict) else each for each in (value if isinstance(value, list) else [value])
    ]
    return frozenset(one_line(name).casefold() for name in names if isinstance(name, str) and name.strip())


def _article(survey: Survey, begin: int) -> int:
    """The place of the innermost <article> or <main> around the text, for pages that show no headline as <h1>."""
    place = survey.parents[begin]
    while place >= 0 and survey.tags[place] not in {"article", "main"}:
        place = survey.parents[place]
    return place if place >= 0 else begin


def _boxes(survey: Survey, begin: int, top: int) -> dict[int, bool]:
    """What may hold a picture above the text, and how surely one of the story.

    Every <figure> does; between headline and text also a <picture>, a gallery, what has a caption, and, less surely,
    what is called a picture.
    """
    boxes = {each: True for each, tag in enumerate(survey.tags[:begin]) if tag == "figure"}
    between = zip(survey.tags[top + 1 : begin], survey.names[top + 1 : begin], strict=True)
    for each, (tag, name) in enumerate(between, top + 1):
        if tag == "picture":
            boxes[each] = True
            continue
        captioned, kind = _called(name)
        if captioned and survey.parents[each] > top and survey.ends[survey.parents[each]] <= begin:
            boxes[survey.parents[each]] = True
        elif kind and survey.ends[each] <= begin:
            boxes[each] = kind == "gallery" or boxes.get(each, False)
    return boxes


@lru_cache(8192)
def _called(name: str) -> tuple[bool, str]:
    """Whether a box calls itself a caption; and else what: "gallery", "picture", or ""."""
    kind = "gallery" if GALLERY.search(name) else "picture" if PICTURE.search(name) else ""
    return figures.called(name) == "caption", kind
