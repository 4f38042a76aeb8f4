"""Why: what became of each passage of a page, and by which evidence; for people who write a publication's rules.

The page is read once more as `html` reads it, and what its parts say of themselves is put into words here. What was
kept is told by the article itself, so that an explanation never praises what a reader does not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from selectolax.lexbor import LexborNode

from tamizdat.errors import ExtractError
from tamizdat.extract import html, kinds, repeats, words
from tamizdat.extract.blocks import text_of
from tamizdat.extract.hidden import is_hidden
from tamizdat.extract.markup import FURNITURE
from tamizdat.extract.passages import Evidence, name, runs
from tamizdat.extract.reader import DROPPED
from tamizdat.extract.rules import select
from tamizdat.extract.survey import DIALOG_ROLES, OUTSIDE_ROLES
from tamizdat.extract.verdict import Verdict
from tamizdat.model import Article, Block, Capture, Explanation, Learned, Passage, Publication
from tamizdat.page import one_line

FURNISHING = "furniture: "
# The longest phrase of `words` has so many words.
PHRASE = 3
# How much of a class or id is quoted: style sheets of a class a property make names of thousands of letters.
LONGEST = 80


def explain(
    capture: Capture, publication: Publication, article: Article | None, learned: Learned | None = None
) -> Explanation:
    """What became of the passages of an HTML page; `article` is what was made of it, None if it holds none.

    Empty where it is no HTML, where it has no text, and where a selector of the rules cannot be read.
    """
    if capture.media_type not in kinds.MEDIA:
        return Explanation()
    try:
        reading = _reading(capture, publication, learned)
    except ExtractError:
        return Explanation()
    title, blocks = (article.title, article.blocks) if article is not None else (reading.title, reading.blocks)
    root = reading.page.tree.body
    assert root is not None
    nodes = reading.story.nodes
    judge = _Judge(reading)
    verdict = Verdict(reading, title, blocks, article)
    story = frozenset(node.mem_id for node in nodes)
    found = (verdict.passage(run) for run in runs(root, story, judge.evidence))
    shell = tuple(_of_script(blocks)) if reading.scripted else ()
    return Explanation(
        story=tuple(map(name, nodes)),
        passages=shell + tuple(passage for passage in found if passage is not None),
        unused=tuple(_unused(reading)),
    )


def _reading(capture: Capture, publication: Publication, learned: Learned | None) -> html.Reading:
    """The page as `html` reads it, and as it would where it finds no article."""
    try:
        return html.look(capture, publication, learned)
    except ExtractError:
        return html.read(capture, publication)


def _of_script(blocks: Iterable[Block]) -> Iterator[Passage]:
    """The passages of a story that stands in a script of its page alone."""
    for line in text_of(blocks).splitlines():
        yield Passage(kind="paragraph", text=line, element="script", kept=True, why="told by a script of the page")


def reasons(node: LexborNode, ruled: Mapping[int, str] | None = None, learned: str = "") -> list[str]:
    """All that an element has against it, in words, the surest first; none where it is only the shape of its content.

    `ruled` holds, by id in memory, the selectors by which the publication's rules drop elements; `learned` is
    what the other pages of the site say of it («stands on 14 of 15 pages of this site»).
    """
    attributes = node.attributes
    role = attributes.get("role") or ""
    found = []
    if ruled and node.mem_id in ruled:
        found.append(f'taken out by the rule drop = ["{ruled[node.mem_id]}"]')
    found.append(learned)
    if is_hidden(attributes):
        found.append("hidden from readers")
    for kind in ("class", "id"):
        names = one_line(attributes.get(kind) or "")
        word = _furniture_word(names)
        found.append(f'{FURNISHING}«{word}» in {kind} "{_short(names)}"' if word else "")
    if node.tag in FURNITURE or node.tag in DROPPED:
        found.append(f"{FURNISHING}the element <{node.tag}>")
    if role in OUTSIDE_ROLES | DIALOG_ROLES:
        found.append(f'{FURNISHING}role="{role}"')
    if attributes.get("aria-modal") == "true":
        found.append(f'{FURNISHING}aria-modal="true"')
    if attributes.get("aria-hidden") == "true":
        found.append('hidden from readers: aria-hidden="true"')
    return [each for each in found if each]


class _Judge:
    """What is said against the elements of one page."""

    def __init__(self, reading: html.Reading) -> None:
        self.reading = reading
        own = reading.own
        self.ruled = {
            node.mem_id: selector
            for selector in reversed(own.drop if own else ())
            for node in select(reading.page, selector)
        }

    def evidence(self, node: LexborNode, inside: bool) -> Evidence | None:
        """Why an element is taken out; None if it is not."""
        if not self._is_out(node, inside):
            return None
        found = reasons(node, self.ruled, self._known(node)) or [self._shape(node)]
        furniture = [each.removeprefix(FURNISHING) for each in found if each.startswith(FURNISHING)]
        rest = [each for each in found if not each.startswith(FURNISHING)]
        return Evidence("; ".join(rest + [FURNISHING + ", ".join(furniture)] * bool(furniture)), name(node))

    def _is_out(self, node: LexborNode, inside: bool) -> bool:
        id = node.mem_id
        if id in self.reading.story.pruned or node.tag in DROPPED or is_hidden(node.attributes):
            return True
        survey = self.reading.survey
        place = survey.places.get(id)
        return not inside and (id in survey.shut or bool(place is not None and survey.furniture[place]))

    def _known(self, node: LexborNode) -> str:
        """What the other pages of the site say against an element."""
        survey = self.reading.survey
        place = survey.places.get(node.mem_id)
        if survey.learned is None or place is None:
            return ""
        return repeats.why_element(survey.learned, survey.paths[place])

    def _shape(self, node: LexborNode) -> str:
        """What is taken out for what it holds."""
        survey = self.reading.survey
        place = survey.places.get(node.mem_id)
        if node.tag == "h1":
            return "a title of the page, and not of a part of the story"
        if place in survey.boxed:
            return survey.boxed[place]
        if place is not None and survey.links[place] > 0.5 * survey.text[place]:
            return "a list of links"
        return "furniture by what is in it"


def _short(names: str) -> str:
    return names if len(names) <= LONGEST else names[:LONGEST] + "…"


def _unused(reading: html.Reading) -> Iterator[str]:
    """The selectors of the rules that find nothing on the page."""
    own = reading.own
    if own is None:
        return
    for field in ("title", "body", "authors", "published"):
        selector = getattr(own, field)
        if selector and not select(reading.page, selector):
            yield f'{field} = "{selector}"'
    yield from (f'drop = ["{selector}"]' for selector in own.drop if not select(reading.page, selector))


def _furniture_word(names: str) -> str:
    """The word or words of a class or id that say furniture; "" if none do."""
    parts = words.name_words(names).split()
    for length in range(1, PHRASE + 1):
        for start in range(len(parts) - length + 1):
            phrase = " ".join(parts[start : start + length])
            if words.judge(phrase).furniture:
                return phrase
    return ""
