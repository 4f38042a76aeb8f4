"""Where things stand on the pages of a site: furniture, the story, title, byline and date, by the paths of elements.

Every function takes the elements of many pages and gives paths with the number of pages that speak for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeAlias

from tamizdat.extract import dates
from tamizdat.extract.markup import HEADINGS
from tamizdat.extract.places import Element
from tamizdat.model import Article, Publication

Pages: TypeAlias = Sequence[Sequence[Element]]

# Fewer pages say nothing of a path.
LEAST = 4
# Furniture is an element of which this share is foreign, on this share of the pages that have it.
FOREIGN, NEARLY_ALL = 0.85, 0.9
# Small print stands once on a page, and has so many bytes at most.
SMALL = 80
# The story stands at a path on this share of the pages, and so many bytes of prose do on nearly all.
STORY, PROSE = 0.15, 60
# A fact is shown by this share of the elements at a path.
SHOWN = 0.6
# Where words come again by rule: only what leads elsewhere speaks against them.
WORDS = frozenset(("p", "li", "dt", "dd")) | HEADINGS
DATE = 60
# A text on so few pages is the own text of one of them.
FEW = 3


def furniture(pages: Pages) -> dict[str, int]:
    """The paths of elements that hold little but what other pages have or what leads to them."""
    counts, owners = _owners(pages)
    having: Counter[str] = Counter()
    foreign: Counter[str] = Counter()
    barred: set[str] = set()
    for number, page in enumerate(pages):
        repeated = [counts[each.text] > 1 and owners.get(each.text) != number for each in page]
        shares: dict[str, float] = {}
        for element, share in zip(page, _foreign(page, repeated), strict=True):
            if element.barred:
                barred.add(element.path)
            elif share >= 0:
                shares[element.path] = min(share, shares.get(element.path, 1.0))
        having.update(shares)
        foreign.update(path for path, share in shares.items() if share >= FOREIGN)
    return {path: foreign[path] for path in _nearly_always(foreign, having) if path not in barred}


def _owners(pages: Pages) -> tuple[Counter[str], dict[str, int]]:
    """On how many pages each text stands; and whose own it is if they are few: the page's that has it the earliest.

    What stands at one place on all its pages is nobody's.
    """
    counts: Counter[str] = Counter()
    first: dict[str, tuple[int, int]] = {}
    paths: dict[str, set[str]] = {}
    for number, page in enumerate(pages):
        places = {element.text: place for place, element in reversed(list(enumerate(page))) if element.text}
        counts.update(places.keys())
        for text, place in places.items():
            first[text] = min(first.get(text, (place, number)), (place, number))
            paths.setdefault(text, set()).add(page[place].path)
    return counts, {text: first[text][1] for text in first if counts[text] <= FEW and len(paths[text]) > 1}


def _foreign(page: Sequence[Element], repeated: Sequence[bool]) -> list[float]:
    """Which share of what each element holds is not its page's own; -1 for one that holds nothing.

    Of what the story stands in the prose counts alone: its page may hold many links and little story. Pictures without
    a word are the page's own: many lead to a larger one.
    """
    words = [each.size for each in page]
    sizes = [float(each.size + each.shown) for each in page]
    parts = [
        float((each.size if known else each.linked) + each.led) for each, known in zip(page, repeated, strict=True)
    ]
    prose = [float(each.size - each.linked if each.size >= PROSE else 0) for each in page]
    known = [size if known else 0.0 for size, known in zip(prose, repeated, strict=True)]
    for place in range(len(page) - 1, 0, -1):
        parent = page[place].parent
        words[parent] += words[place]
        for sums in (sizes, parts, prose, known):
            sums[parent] += sums[place]
        if not words[place]:
            parts[place] = 0.0
        if page[place].tag in WORDS:
            parts[place] = page[place].linked + page[place].led
        if page[place].story:
            sizes[place], parts[place] = max(1.0, prose[place]), known[place]
    return [part / size if size else -1.0 for part, size in zip(parts, sizes, strict=True)]


def small_print(pages: Pages) -> dict[str, int]:
    """The paths of elements that stand once on nearly every page and never hold more than a few words."""
    having: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for page in pages:
        times = Counter(element.path for element in page)
        for element in page:
            having[element.path] += 1
            words = not (element.barred or element.headed or element.shown) and 0 < element.whole <= SMALL
            small[element.path] += words and times[element.path] == 1
    return {path: small[path] for path in _nearly_always(small, having) if small[path] >= NEARLY_ALL * len(pages)}


def misnamed(pages: Pages) -> dict[str, int]:
    """The paths of paragraphs whose names call them furniture, and which tell something else on every page."""
    counts = Counter(text for page in pages for text in {element.text for element in page if element.text})
    having: Counter[str] = Counter()
    telling: Counter[str] = Counter()
    for page in pages:
        for element in page:
            parent = page[element.parent]
            if element.furniture and element.tag == "p" and not parent.furniture:
                having[element.path] += 1
                own = counts[element.text] == 1 and element.linked < FOREIGN * element.size
                telling[element.path] += own and element.prose > 0 and parent.story
    return {path: telling[path] for path in _nearly_always(telling, having) if 2 * telling[path] >= len(pages)}


def stories(paths: Sequence[str], pages: Pages) -> dict[str, int]:
    """The paths where the story stands: `paths` are where it was found on each page.

    Where some hold prose on nearly every page, these; of two that stand side by side the first: letters of readers and
    other stories follow the story.
    """
    counts = Counter(path for path in paths if path)
    found = [path for path in sorted(counts) if counts[path] >= max(LEAST, STORY * len(pages))]
    places = {path: [_prose(page, path) for page in pages] for path in found}
    found = [path for path in found if max(map(len, places[path])) <= 3]
    everywhere = [path for path in found if sum(map(bool, places[path])) >= NEARLY_ALL * len(pages)]
    if everywhere:
        begins = {path: sum(each[0] for each in places[path] if each) for path in everywhere}
        found = [
            path
            for path in everywhere
            if all(begins[path] <= begins[each] or _is_inside(each, path, places, pages) for each in everywhere)
        ]
    return {path: counts[path] for path in found}


def _prose(page: Sequence[Element], path: str) -> list[int]:
    """The places of the elements at a path that hold prose."""
    return [place for place, element in enumerate(page) if element.path == path and element.prose >= PROSE]


def _is_inside(outer: str, inner: str, places: dict[str, list[list[int]]], pages: Pages) -> bool:
    """Whether the elements at one path stand in those at another on most pages."""
    inside = 0
    for page, around, within in zip(pages, places[outer], places[inner], strict=True):
        place = within[0] if within else 0
        while place and place not in around:
            place = page[place].parent
        inside += place in around
    return 2 * inside > len(pages)


def titles(articles: Sequence[Article], pages: Pages) -> dict[str, int]:
    """The paths of elements that are the title."""
    return _shown(articles, pages, lambda article, text: text == article.title)


def bylines(articles: Sequence[Article], pages: Pages) -> dict[str, int]:
    """The paths of elements that name the authors."""
    return _shown(articles, pages, lambda article, text: any(name in text for name in article.authors))


def _shown(articles: Sequence[Article], pages: Pages, fits: Callable[[Article, str], bool]) -> dict[str, int]:
    cases: Counter[str] = Counter()
    fitting: Counter[str] = Counter()
    for article, page in zip(articles, pages, strict=True):
        for element in page:
            if element.line and not element.furniture:
                cases[element.path] += 1
                fitting[element.path] += fits(article, element.line)
    return {path: count for path, count in sorted(fitting.items()) if count >= max(LEAST, SHOWN * cases[path])}


def dates_shown(articles: Sequence[Article], pages: Pages, publication: Publication) -> dict[str, int]:
    """The paths of elements that hold a date, once on nearly every page, most often another: that of the article.

    Where it is known from elsewhere when articles were published, it must be that; else the first on the page is meant.
    """
    zone = dates.zone_named(publication.timezone)
    days: dict[str, list[tuple[date, date | None]]] = {}
    for article, page in zip(articles, pages, strict=True):
        for path, line in _dated(page):
            moment = dates.search(line, zone, publication.language)
            if moment:
                known = article.published.astimezone(zone).date() if article.published else None
                days.setdefault(path, []).append((moment.at.astimezone(zone).date(), known))
    found: dict[str, int] = {}
    for path, pairs in days.items():
        compared = [shown == known for shown, known in pairs if known]
        right = sum(compared) >= SHOWN * len(compared) if compared else not found
        if (
            len(pairs) >= max(LEAST, NEARLY_ALL * len(pages))
            and 2 * len({day for day, _ in pairs}) > len(pairs)
            and right
        ):
            found[path] = len(pairs)
    return found


def _dated(page: Sequence[Element]) -> Iterator[tuple[str, str]]:
    """Path and text of the elements that stand once on a page and may hold a date."""
    times = Counter(element.path for element in page if element.line)
    for element in page:
        line = element.line
        if times[element.path] == 1 and len(line) <= DATE and any(character.isdigit() for character in line):
            yield element.path, line


def _nearly_always(cases: Counter[str], having: Counter[str]) -> list[str]:
    """The paths that a thing holds for on nearly all of the pages that have them."""
    return [path for path in sorted(cases) if cases[path] >= max(LEAST, NEARLY_ALL * having[path])]
