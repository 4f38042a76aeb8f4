"""Page → the element that holds the story, and what inside it is none of it.

The numbers come from `survey`; here is decided. The story is the lowest element that holds most of a page's
prose; what a page says of itself (`itemprop=articleBody`, JSON-LD's articleBody, names like `entry-content`) is
evidence, believed when the prose agrees.
"""

from __future__ import annotations

from typing import NamedTuple

from selectolax.lexbor import LexborNode

from tamizdat.extract.repeats import storied
from tamizdat.extract.survey import HEADINGS, Survey

# A child with this share of its parent's prose is the story without its surroundings.
SHARE = 0.65
# A named element is believed if it holds this share of the prose of what the numbers point to.
NAMED_SHARE = 0.7
# Around the story it is believed if it adds no more than this.
AROUND_SHARE = 1.6
PROSE = frozenset("p blockquote li ul ol pre table td tr tbody figure dd dl".split()) | HEADINGS
LISTS = frozenset("div ul ol section table dl article".split())


class Story(NamedTuple):
    """The elements that hold the story, in order; where they begin and end in the survey; the ids in memory of what is
    pruned from them; how sure we are (0 to 1)."""

    nodes: tuple[LexborNode, ...]
    places: tuple[int, int]
    pruned: frozenset[int]
    sureness: float


def find(survey: Survey) -> Story:
    """The story of a page. There always is one; whether it is worth the name is decided on its blocks."""
    place = _descend(survey, 0)
    named = _named(survey, place)
    sureness = 0.7
    if named is not None:
        place, sureness = named, 0.9
    place = storied(survey, place)
    chosen = _with_siblings(survey, place)
    nodes = tuple(survey.nodes[each] for each in chosen)
    return Story(nodes, (chosen[0], survey.ends[chosen[-1]]), _pruned(survey), sureness)


def _descend(survey: Survey, place: int) -> int:
    """From an element to the lowest below it that still holds its prose."""
    while True:
        child = survey.heaviest.get(place)
        if child is None or survey.tags[child] in PROSE or survey.mass[child] < SHARE * survey.mass[place]:
            return place
        if survey.witnessed[child] < 0.9 * survey.witnessed[place]:
            return place
        place = child


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


def _pruned(survey: Survey) -> frozenset[int]:
    """Furniture, and boxes that hold links and no prose."""
    return frozenset(survey.shut) | {
        node.mem_id
        for place, node in enumerate(survey.nodes)
        if survey.furniture[place] or survey.tags[place] == "h1" or _is_link_list(survey, place)
    }


def _is_link_list(survey: Survey, place: int) -> bool:
    text = survey.text[place]
    return survey.links[place] > 0.5 * text and survey.tags[place] in LISTS and survey.mass[place] < 0.2 * text
