"""The elements of a page as learning sees them: their paths, their text, how much of it leads elsewhere."""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from tamizdat.extract import figures
from tamizdat.extract.markup import CLOSED, HEADINGS, INLINE, TEXT
from tamizdat.extract.paths import below
from tamizdat.extract.repeats import digest_of
from tamizdat.extract.survey import Survey
from tamizdat.page import Page, one_line

# A picture or a player counts as so many bytes of text.
SEEN = 200
# The text of a title, a byline or a date is no longer.
LINE = 300
# How far above something the element is looked for that it stands in; nothing that people wrote lies so deep.
CLIMB = 60
PICTURES = frozenset("img picture amp-img".split())
PLAYERS = frozenset("iframe video audio object embed".split())
# What has no meaning alone, or is a whole.
BARRED = frozenset("table thead tbody tfoot tr td th caption body main article figure figcaption blockquote".split())
PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.IGNORECASE)


class Element(NamedTuple):
    """An element: its path, its tag, its parent's place, its own text by digest and on one line ("" if long).

    In bytes: `size` of its own text, `linked` what leads elsewhere of it, `shown` what its own pictures and players
    count as, `led` what leads elsewhere of these; `whole` all its text. `prose` and `furniture` are what the survey
    says of it. `story` is whether the story stands in it, `headed` whether a heading does, `barred` what is never
    furniture.
    """

    path: str
    tag: str
    parent: int
    text: str
    line: str
    size: int
    linked: int
    shown: int
    led: int
    whole: int
    prose: float
    furniture: bool
    story: bool
    headed: bool
    barred: bool


class _Content:
    """What an element itself holds."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.linked = self.shown = self.led = 0


def elements(page: Page, survey: Survey, own: set[str]) -> list[Element]:
    """The elements of a survey, in its order; texts whose digests are the page's `own` have none."""
    contents = _contents(page, survey)
    story, headed, titled = _story_and_around(survey), _around(survey, HEADINGS), _around(survey, {"h1"})
    found: list[Element] = []
    for place, content in enumerate(contents):
        node, tag, parent = survey.nodes[place], survey.tags[place], survey.parents[place]
        attributes = node.attributes
        text = one_line(" ".join(content.texts))
        name = digest_of(text) if text else ""
        inside = survey.quoted[place] or place in titled or bool(figures.label(attributes))
        found.append(
            Element(
                path=below(found[parent].path if parent >= 0 else "", tag, attributes.get("class") or ""),
                tag=tag,
                parent=max(0, parent),
                text="" if name in own else name,
                line=text if len(text) < LINE else "",
                size=len(text.encode("utf-8", "replace")),
                linked=content.linked,
                shown=content.shown,
                led=content.led,
                whole=survey.text[place],
                prose=survey.mass[place],
                furniture=bool(survey.furniture[place]),
                story=place in story,
                headed=place in headed,
                barred=tag in BARRED or tag in INLINE or inside,
            )
        )
    return found


def path_of(places: list[Element], place: int) -> str:
    """The path of an element by its place; "" for the whole page."""
    return places[place].path if 0 < place < len(places) else ""


def _contents(page: Page, survey: Survey) -> list[_Content]:
    contents = [_Content() for _ in survey.nodes]
    leading, known = _leading(survey), dict[int, tuple[int, bool]]()
    for node in survey.nodes[0].traverse(include_text=True):
        is_text = node.tag_id == TEXT
        if not is_text and node.tag not in PICTURES and node.tag not in PLAYERS:
            continue
        place, leads = _holder(survey, node, known)
        if place < 0:
            continue
        content, leads = contents[place], leads or leading[place]
        if is_text:
            text = (node.text_content or "").strip()
            content.texts.append(text)
            content.linked += len(text.encode("utf-8", "replace")) if leads else 0
        elif node.tag in PLAYERS or figures.image(node, page.base) is not None:
            content.shown += SEEN
            content.led += SEEN if leads else 0
    return contents


def _holder(survey: Survey, node: LexborNode, known: dict[int, tuple[int, bool]]) -> tuple[int, bool]:
    """The element that something stands in, and whether it leads elsewhere; -1 for what was not walked.

    `known` is what was found for elements before: inline elements lie in each other a thousand deep on bad pages.
    """
    passed: list[LexborNode] = []
    found, above = (-1, False), node.parent
    while above is not None and len(passed) < CLIMB:
        if above.mem_id in known:
            found = known[above.mem_id]
            break
        if above.mem_id in survey.shut or above.tag in CLOSED:
            break
        place = survey.places.get(above.mem_id)
        if place is not None:
            found = place, False
            break
        passed.append(above)
        above = above.parent
    for each in reversed(passed):
        found = known[each.mem_id] = found[0], found[1] or _leads(each)
    return found


def _leading(survey: Survey) -> list[bool]:
    """Which elements stand in a link."""
    found = [False]
    for place in range(1, len(survey.nodes)):
        leads, above = found[survey.parents[place]], survey.nodes[place].parent
        for _ in range(CLIMB):
            if above is None or above.mem_id in survey.places:
                break
            leads = leads or _leads(above)
            above = above.parent
        found.append(leads)
    return found


def _leads(node: LexborNode) -> bool:
    """Whether an element is a link to another page."""
    href = node.attributes.get("href") or "" if node.tag == "a" else ""
    return bool(href) and not href.startswith("#") and PICTURE_FILE.search(href) is None


def _story_and_around(survey: Survey) -> set[int]:
    """The heaviest elements from the page down: what the story stands in."""
    found, place = {0}, 0
    while place in survey.heaviest:
        place = survey.heaviest[place]
        found.add(place)
    return found


def _around(survey: Survey, tags: set[str] | frozenset[str]) -> set[int]:
    """The elements of some kinds, and those around them."""
    found: set[int] = set()
    for place, tag in enumerate(survey.tags):
        while tag in tags and place >= 0 and place not in found:
            found.add(place)
            place = survey.parents[place]
    return found
