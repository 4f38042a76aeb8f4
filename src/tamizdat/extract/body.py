"""Page → the element that holds the story, and what inside it is none of it.

The numbers come from `survey`; here is decided. The story is the lowest element that holds most of a page's
prose; what a page says of itself (`itemprop=articleBody`, JSON-LD's articleBody, names like `entry-content`) is
evidence, believed when the prose agrees.
"""

from __future__ import annotations

from typing import NamedTuple

from selectolax.lexbor import LexborNode

from tamizdat import urls
from tamizdat.extract import figures, words
from tamizdat.extract.markup import HEADINGS
from tamizdat.extract.repeats import storied
from tamizdat.extract.survey import Survey

# A child with this share of its parent's prose is the story without its surroundings.
SHARE = 0.65
# A named element is believed if it holds this share of the prose of what the numbers point to.
NAMED_SHARE = 0.7
# Around the story it is believed if it adds no more than this.
AROUND_SHARE = 1.6
PROSE = frozenset("p blockquote li ul ol pre table td tr tbody figure dd dl".split()) | HEADINGS
# A standfirst that is known by its looks alone has so many bytes.
STANDFIRST = 60
# A list of key points has so many at most.
ROW_OF_POINTS = 7
# What a page is laid out with where one cell holds its story.
GRID = frozenset("table tbody tr".split())
# A larger box of links is none of pictures, and dear to search.
GALLERY_SIZE = 1000
PICTURED = frozenset(("figure", "picture"))
LISTS = frozenset("div ul ol section table dl article".split())


class Story(NamedTuple):
    """The elements that hold the story, in order; where they begin and end in the survey; the ids in memory of what is
    pruned from them; how sure we are (0 to 1)."""

    nodes: tuple[LexborNode, ...]
    places: tuple[int, int]
    pruned: frozenset[int]
    sureness: float


def find(survey: Survey, base: str = "") -> Story:
    """The story of the page at `base`. There always is one; whether it is worth the name is decided on its blocks."""
    place = _descend(survey, 0)
    named = _named(survey, place)
    sureness = 0.7
    if named is not None:
        place, sureness = named, 0.9
    place = storied(survey, place)
    chosen = _with_siblings(survey, place)
    nodes = tuple(survey.nodes[each] for each in [*_standfirst(survey, chosen[0]), *chosen])
    return Story(nodes, (chosen[0], survey.ends[chosen[-1]]), _pruned(survey, base), sureness)


def _standfirst(survey: Survey, story: int) -> list[int]:
    """The paragraphs between the headline and the story that open it."""
    headline = next((each for each in range(story - 1, -1, -1) if survey.tags[each] == "h1"), story)
    if headline == story:
        headlines = [each for each in survey.openings if each < story and not survey.quoted[each]]
        return headlines[-1:]
    found = []
    for place, size in survey.own.items():
        if not headline < place < story or survey.ends[place] > story or survey.quoted[place]:
            continue
        if survey.tags[place] == "li":
            found += [survey.parents[place]] if _is_summary(survey, survey.parents[place]) else []
        elif place in survey.openings or (size >= STANDFIRST and _opens(survey, place)):
            found.append(place)
    return sorted(set(found))


def _is_summary(survey: Survey, place: int) -> bool:
    """Whether a list tells a story in a few sentences."""
    items = [each for each in survey.children(place) if survey.tags[each] == "li"]
    told = [each for each in items if survey.own.get(each, 0) >= STANDFIRST]
    return (
        survey.tags[place] in ("ul", "ol")
        and 1 < len(items) <= ROW_OF_POINTS
        and len(told) == len(items)
        and survey.links[place] < 0.3 * survey.text[place]
        and not survey.outside(place)
    )


def _opens(survey: Survey, place: int) -> bool:
    """Whether a block says that it opens the story, or looks like it."""
    if survey.outside(place) or survey.links[place] > 0.3 * survey.text[place]:
        return False
    names = survey.names[place], survey.names[survey.parents[place]]
    return not any(map(figures.called, names)) and (survey.tags[place] == "p" or any(map(words.opens, names)))


def _descend(survey: Survey, place: int) -> int:
    """From an element to the lowest below it that still holds its prose; into a table only where one cell does."""
    chosen = place
    while True:
        child = survey.heaviest.get(place)
        if child is None or survey.mass[child] < SHARE * survey.mass[place]:
            return chosen
        grid = survey.tags[child] in GRID or survey.tags[place] in GRID
        if (survey.tags[child] in PROSE and not grid) or _loses_witness(survey, place, child):
            return chosen
        place = child
        if survey.tags[place] not in GRID:
            chosen = place


def _loses_witness(survey: Survey, place: int, child: int) -> bool:
    """Whether some of what machines are told stands beside an element and not in it."""
    return survey.witnessed.get(child, 0) < 0.9 * survey.witnessed.get(place, 0)


def _named(survey: Survey, place: int) -> int | None:
    """The element that the page itself calls the text of its article, where the prose agrees.

    Below `place` the surest name counts, then the innermost; above it only a sure name around little else.
    """
    best, best_rank = None, (0, 0)
    for each, sureness in survey.named:
        inside = place <= each < survey.ends[place]
        around = each < place < survey.ends[each] and sureness > 1
        share = survey.mass[each] / max(1.0, survey.mass[place])
        fits = (inside and share >= NAMED_SHARE) or (around and share <= AROUND_SHARE)
        if fits and (sureness, each) >= best_rank and not survey.outside(each):
            best, best_rank = each, (sureness, each)
    return best


def _with_siblings(survey: Survey, place: int) -> list[int]:
    """The element, with those beside it that carry on the story: paragraphs, and boxes of the same make."""
    parent = survey.parents[place]
    if parent < 0 or not survey.names[place].strip():
        return [place]
    chosen = []
    for each in survey.children(parent):
        same = survey.tags[each] == survey.tags[place] and survey.names[each] == survey.names[place]
        if each == place or (same and not survey.furniture[each] and survey.mass[each] > 0):
            chosen.append(each)
    return chosen


def _pruned(survey: Survey, base: str) -> frozenset[int]:
    """Furniture, and boxes that hold links and no prose; of those in each other the outermost is asked."""
    pruned, asked = set(survey.shut), 0
    for place, node in enumerate(survey.nodes):
        if survey.furniture[place] or survey.tags[place] == "h1":
            pruned.add(node.mem_id)
        elif place >= asked and _is_link_list(survey, place):
            asked = survey.ends[place]
            if not _is_gallery(survey, place, base):
                pruned.add(node.mem_id)
    return frozenset(pruned)


def _is_link_list(survey: Survey, place: int) -> bool:
    text = survey.text[place]
    return survey.links[place] > 0.5 * text and survey.tags[place] in LISTS and survey.mass[place] < 0.2 * text


def _is_gallery(survey: Survey, place: int, base: str) -> bool:
    """Whether a box of links shows pictures, and none of its links leads to another article of the site."""
    size = survey.ends[place] - place
    if size > GALLERY_SIZE or PICTURED.isdisjoint(survey.tags[place : survey.ends[place]]):
        return False
    links = survey.nodes[place].css("a[href]")
    return survey.nodes[place].css_first("a img") is not None and not any(
        figures.leads_away(urls.join(base, link.attributes.get("href") or ""), base) for link in links
    )
