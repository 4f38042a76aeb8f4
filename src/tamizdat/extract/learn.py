"""What a site repeats, learned from many of its pages: what is furniture, where the story and its facts stand.

Pages are read as if nothing were known of the site. What then stands in several stories is none of them, for a story
is told once (`recurring.py`). An element is furniture if what it holds stands on other pages too, or leads to them, on
nearly all pages that have it (`standing.py`). An article counts once, however many captures and addresses it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from tamizdat.errors import ExtractError
from tamizdat.extract import extractor, html, kind_of, recurring, standing
from tamizdat.extract.places import Element, elements, path_of
from tamizdat.extract.repeats import digest_of, key
from tamizdat.model import EPOCH, Article, Block, Capture, Learned, Publication, digest

# With fewer articles than `LEAST` nothing is learned; more than `MOST` add time and no evidence.
LEAST = 10
MOST = 60
# The elements of a larger page are not looked at.
LARGEST = 10_000
# A block of so few pages is an article's own; two pages that share more than this part of these are one article. (The
# next article read on the same page makes it half.)
OWN, SAME = 3, 0.6


class Look(NamedTuple):
    """What is remembered of a page: its article, its blocks by their keys, its elements, the path of its story."""

    article: Article
    blocks: tuple[tuple[str, Block], ...]
    elements: list[Element]
    story: str

    @property
    def keys(self) -> set[str]:
        """The blocks that are known by something."""
        return {each for each, _ in self.blocks if each}


def learn(captures: Iterable[Capture], publication: Publication, now: datetime, known: int = 0) -> Learned:
    """What the pages of a publication have in common; nothing, and no name, where they are too few or have nothing.

    The first `MOST` articles among the captures count; pages that hold none are passed over. `known` is how many the
    archive holds. The same captures in the same order are learned alike, at whatever time.
    """
    looks: dict[str, Look] = {}
    for capture in captures:
        try:
            seen = look(capture, publication)
        except ExtractError:
            continue
        except Exception:  # noqa: S112  # a bug of ours, which is told where the page is read; here it stops nothing
            continue
        looks.setdefault(seen.article.id, seen)
        if len(looks) == MOST:
            break
    return conclude(looks.values(), publication, now, known)


def look(capture: Capture, publication: Publication) -> Look:
    """What is to be remembered of a page; `ExtractError` where it holds no article."""
    if kind_of(capture) != "html":
        article = extractor(kind_of(capture)).extract(capture, publication)
        return Look(article, _keyed(article, article.blocks), [], "")
    reading = html.look(capture, publication)
    article = html.article(reading)
    own = {digest_of(article.title), digest_of(article.summary)}
    places = elements(reading.page, reading.survey, own) if len(reading.survey.nodes) <= LARGEST else []
    return Look(article, _keyed(article, reading.said), places, path_of(places, reading.story.places[0]))


def conclude(
    looks: Iterable[Look], publication: Publication, now: datetime, known: int = 0, least: int = LEAST
) -> Learned:
    """What some pages have in common; nothing where fewer than `least` of them are different articles."""
    pages = _different(list(looks))
    nothing = Learned(publication=publication.id, learned_at=now, pages=len(pages), known=max(known, len(pages)))
    if len(pages) < least:
        return nothing
    articles, places = [page.article for page in pages], [page.elements for page in pages]
    blocks = [page.blocks for page in pages]
    texts = recurring.texts(blocks) | recurring.around(blocks, places)
    paths = standing.furniture(places) | standing.small_print(places)
    learned = msgspec.structs.replace(
        nothing,
        texts=dict(sorted(texts.items())),
        furniture=dict(sorted(paths.items())),
        prose=standing.misnamed(places),
        story=standing.stories(["" if page.story in paths else page.story for page in pages], places),
        title=standing.titles(articles, places),
        byline=standing.bylines(articles, places),
        date=standing.dates_shown(articles, places, publication),
    )
    if learned == nothing:
        return nothing
    told = msgspec.msgpack.encode(msgspec.structs.replace(learned, learned_at=EPOCH, known=0))
    return msgspec.structs.replace(learned, name=digest(told)[:8])


def _different(looks: list[Look]) -> list[Look]:
    """The pages of different articles: one may stand under two addresses."""
    counts = Counter(each for look in looks for each in look.keys)
    different: list[Look] = []
    told: list[set[str]] = []
    for each in looks:
        own = {name for name in each.keys if counts[name] <= OWN}
        if not any(len(own & other) > SAME * len(own | other) for other in told):
            different.append(each)
            told.append(own)
    return different


def _keyed(article: Article, blocks: tuple[Block, ...]) -> tuple[tuple[str, Block], ...]:
    """Blocks with what they are known by: none for what the page calls its own title or summary."""
    own = {digest_of(article.title), digest_of(article.summary)}
    return tuple((each if each not in own else "", block) for each, block in zip(map(key, blocks), blocks, strict=True))
