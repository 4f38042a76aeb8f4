"""One walk over a page: how much story each element holds.

Everything after it (which element is the story, what is dropped from it) reads the numbers taken here, so that
the DOM is walked once, without recursion. Amounts of text are bytes of UTF-8, which makes a Chinese character
worth three letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from tamizdat.extract import boxes
from tamizdat.extract.hidden import is_hidden
from tamizdat.extract.markup import (
    FURNITURE,
    HEADINGS,
    INLINE,
    KNOWN,
    LABELS,
    QUOTED,
    SHUT,
    SILENT,
    TEXT,
    WHOLE,
    element,
)
from tamizdat.extract.paths import below
from tamizdat.extract.words import Judgement, judge, named
from tamizdat.model import Learned

NAMELESS = judge("")
OUTSIDE_ROLES = frozenset("navigation complementary contentinfo banner search".split())
# Attributes that may say that an element is none of the story.
SAYING = frozenset(("role", "aria-hidden", "aria-modal", "hidden", "style"))
# Never a story either, even on a page that was cut off before it.
DIALOG_ROLES = frozenset(("dialog", "alertdialog"))
# Furniture by name alone that holds this share of a page's prose is none.
MOST = 0.6
SILENT_FIELDS = frozenset(("hidden", "submit", "button", "image", "reset"))
# So much prose that readers see is a story; what is hidden beside it was written for machines.
STORY = 1000
# Thai, Lao, Khmer and Burmese part no words: forty letters on end are more than a label.
SENTENCE = re.compile(r"[.!?,;:…]\s|[.!?…]$|[。，、！？；：؛،؟।۔၊။։።។།]|[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff]{40}")
SHORT = 20
# So many letters of a page's summary tell its opening paragraph from others.
OPENING = 30
# More than a date and a source, in bytes.
DATED = 120
# A longer text that stands in a page again is its copy for other screens, and counts once.
TWICE = 120


class Survey:
    """The elements under <body> in the order of the page, and for each what it holds.

    `parents` are places in `nodes`, `ends` the places behind all that is inside; `text` and `links` amounts of
    text, all and in links; `own` that of running text that no element inside holds; `raw` and `mass` how much of
    running prose, longer paragraphs counting more, with furniture and without; `witnessed` how much of it stands in
    the text that JSON-LD gives. `furniture` is how surely an element is none of the story (0 to 2), `quoted` whether
    it is a figure or a quote, or in one; `named` are those that say they are its text, and how surely (1 to 3);
    `showing` those that may show who wrote it and when; `shut` the ids in memory of furniture that was not entered.
    `openings` hold some text that begins like the page's own summary, `cards` are the headings that are links,
    `controls` what holds a form or a field of one; `boxed` says of furniture by its content what it is.
    `paths`, where something was `learned` of the site, are how an element is known on its other pages.
    """

    def __init__(self, root: LexborNode, witness: str = "", summary: str = "", learned: Learned | None = None) -> None:
        self.nodes: list[LexborNode] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        self.tags: list[str] = []
        self.names: list[str] = []
        self.text: list[int] = []
        self.links: list[int] = []
        self.mass: list[float] = []
        self.raw: list[float] = []
        self.witnessed: dict[int, int] = {}
        self.furniture: list[int] = []
        self.quoted: list[bool] = []
        self.named: list[tuple[int, int]] = []
        self.showing: list[tuple[int, Judgement]] = []
        self.places: dict[int, int] = {}
        self.shut: set[int] = set()
        self.heaviest: dict[int, int] = {}
        self.own: dict[int, int] = {}
        self.openings: list[int] = []
        self.cards: list[int] = []
        self.controls: list[int] = []
        self.boxed: dict[int, str] = {}
        self._witness = witness
        self._opening = "".join(summary.split())[:OPENING]
        # The first word of the summary: the quickest look for it. No text holds a vertical tab.
        self._opens = next(iter(summary.split()), "\v")
        self.paths: list[str] = []
        self.learned = learned
        self._run: list[str] = []
        self._run_links = 0
        self._seen: set[str] = set()
        self._walk(root)
        self._add_up()
        self._weigh()

    def _walk(self, root: LexborNode) -> None:
        """Pre-order, by first child and next sibling; `path` holds the open elements, `blocks` the open blocks."""
        enter, flush, run, known = self._enter, self._flush, self._run, KNOWN.get
        place, anchors = enter(root, -1, "body", root.attributes), 0
        blocks = [place]
        path: list[tuple[LexborNode, int, bool, bool]] = []
        opened, block, anchor = root, True, False
        node: LexborNode | None = root.first_child
        while True:
            if node is None:
                if block and run:
                    flush(blocks[-1])
                if not path:
                    return
                node = opened.next
                if block:
                    blocks.pop()
                anchors -= anchor
                opened, place, block, anchor = path.pop()
                continue
            kind = node.tag_id
            if kind == TEXT:
                if not node.is_empty_text_node:
                    text = node.text_content or ""
                    run.append(text)
                    if anchors:
                        self._run_links += _size(text)
                node = node.next
                continue
            tag, is_block, plain, closed, control = known(kind) or element(node)
            if is_block and run:
                flush(blocks[-1])
            if control:
                self._control(node, place)
            inner = -1 if closed else place if plain else enter(node, place, tag, node.attributes)
            child = node.first_child if inner >= 0 else None
            if child is None:
                node = node.next
                continue
            # An <a> without address marks a place, and is often not closed: the rest of the page stands in it.
            leads = tag == "a" and "href" in node.attributes
            if child.tag_id == TEXT and child.next is None:
                # Half of all elements: nothing has to be remembered for them.
                if not child.is_empty_text_node:
                    text = child.text_content or ""
                    run.append(text)
                    if anchors or leads:
                        self._run_links += _size(text)
                    if is_block:
                        flush(inner)
                node = node.next
                continue
            path.append((opened, place, block, anchor))
            opened, place, block, anchor = node, inner, is_block, leads
            if block:
                blocks.append(inner)
            anchors += anchor
            node = child

    def _enter(self, node: LexborNode, parent: int, tag: str, attributes: Mapping[str, str | None]) -> int:
        """Take an element in; -1 for what is surely furniture, and not walked."""
        name, judgement, furniture = " ", NAMELESS, 0
        inside = parent >= 0 and self.quoted[parent]
        if attributes:
            get = attributes.get
            name, judgement = named(get("class"), get("id"))
            furniture = judgement.furniture
            if not inside and not SAYING.isdisjoint(attributes):
                furniture = max(furniture, _aside(attributes))
        if tag in FURNITURE:
            furniture = furniture or 1
        if inside or tag in WHOLE or tag == "figure":
            furniture = 0
        elif furniture == 2 or tag in SHUT:
            self.shut.add(node.mem_id)
            return -1
        if self.learned is not None:
            furniture = self._known(self.learned, parent, tag, attributes, furniture)
        place = len(self.nodes)
        if not inside:
            story = (
                3 if "articleBody" in (attributes.get("itemprop") or "") else judgement.story or int(tag == "article")
            )
            if story and tag not in INLINE:
                self.named.append((place, story))
            if judgement.shows:
                self.showing.append((place, judgement))
        self.places[node.mem_id] = place
        self.nodes.append(node)
        self.parents.append(parent)
        self.tags.append(tag)
        self.names.append(name)
        self.furniture.append(furniture)
        self.quoted.append(inside or tag in QUOTED)
        self.text.append(0)
        self.links.append(0)
        self.mass.append(0.0)
        return place

    def _control(self, node: LexborNode, place: int) -> None:
        """Remember what holds a form, or a field that a reader fills in."""
        if node.tag != "input" or node.attributes.get("type") not in SILENT_FIELDS:
            self.controls.append(place)

    def _known(
        self, learned: Learned, parent: int, tag: str, attributes: Mapping[str, str | None], furniture: int
    ) -> int:
        """How surely an element is furniture by what it is on the other pages of the site, else as it was judged."""
        path = below(self.paths[parent] if parent >= 0 else "", tag, attributes.get("class") or "")
        self.paths.append(path)
        told = path in learned.prose or (tag in INLINE and parent >= 0 and self.paths[parent] in learned.prose)
        return 0 if told else furniture or int(path in learned.furniture)

    def _flush(self, block: int) -> None:
        """Count the run of text that has just ended as one paragraph of the open block."""
        text = self._run[0] if len(self._run) == 1 else " ".join(self._run)
        self._run.clear()
        links, self._run_links = self._run_links, 0
        size = _size(text)
        self.text[block] += size
        self.links[block] += links
        if links > 0.6 * size:
            if self.tags[block] in HEADINGS:
                self.cards.append(block)
            return
        if size < SHORT:
            return
        self.own[block] = self.own.get(block, 0) + size
        tag = self.tags[block]
        if self._opens in text and tag not in LABELS and self._opening in "".join(text[:80].split()):
            self.openings.append(block)
        if tag in SILENT:
            return
        if size > TWICE:
            if text in self._seen:
                return
            self._seen.add(text)
        base = size - links
        if ", " not in text and ". " not in text and not SENTENCE.search(text):
            base = base // 5
        self.mass[block] += base * min(1.5, 0.5 + base / 200)
        if self._witness and "".join(text[:200].split())[:50] in self._witness:
            self.witnessed[block] = self.witnessed.get(block, 0) + size

    def _add_up(self) -> None:
        """From the last element to the first, each into its parent."""
        parents, text, links = self.parents, self.text, self.links
        raw = self.raw = self.mass.copy()
        ends = self.ends = list(range(1, len(parents) + 1))
        for place in range(len(parents) - 1, 0, -1):
            parent = parents[place]
            if text[place]:
                text[parent] += text[place]
                links[parent] += links[place]
                raw[parent] += raw[place]
            if ends[place] > ends[parent]:
                ends[parent] = ends[place]

    def _weigh(self) -> None:
        """The prose of each element; furniture keeps its own to itself."""
        furniture, mass, raw, heaviest = self.furniture, self.mass, self.raw, self.heaviest
        self.boxed.update(boxes.found(self))
        for place in self.boxed:
            furniture[place] = furniture[place] or 1
        for place, judgement in self.showing:
            # A paragraph that begins with its dateline may be called after it, and so may a part of it.
            paragraph = place if self.tags[place] == "p" else self.parents[place]
            if furniture[place] == 1 and not judgement.byline and self.own.get(paragraph, 0) > DATED:
                furniture[place] = int(self.tags[paragraph] != "p")
        most = MOST * raw[0]
        for place in range(len(self.nodes) - 1, 0, -1):
            if not raw[place]:
                continue
            if furniture[place] == 1 and raw[place] > most and not self._is_aside(place):
                furniture[place] = 0
            if furniture[place] or not mass[place]:
                continue
            parent = self.parents[place]
            mass[parent] += mass[place]
            if place in self.witnessed:
                self.witnessed[parent] = self.witnessed.get(parent, 0) + self.witnessed[place]
            if parent not in heaviest or mass[place] >= mass[heaviest[parent]]:
                heaviest[parent] = place

    def _is_aside(self, place: int) -> bool:
        """Whether an element that holds most of the prose is not shown, and what is shown is a story by itself."""
        return self.raw[0] - self.raw[place] > STORY and is_hidden(self.nodes[place].attributes)

    def children(self, place: int) -> list[int]:
        """The elements right below one."""
        found, each = [], place + 1
        while each < self.ends[place]:
            found.append(each)
            each = self.ends[each]
        return found

    def outside(self, place: int) -> bool:
        """Whether an element is furniture or stands in some."""
        while place >= 0 and not self.furniture[place]:
            place = self.parents[place]
        return place >= 0


def _aside(attributes: Mapping[str, str | None]) -> int:
    """How surely an element is none of the story by what its attributes say of it (0 to 2)."""
    if attributes.get("role") in DIALOG_ROLES or attributes.get("aria-modal") == "true":
        return 2
    aside = attributes.get("role") in OUTSIDE_ROLES or attributes.get("aria-hidden") == "true"
    return int(aside or is_hidden(attributes))


def _size(text: str) -> int:
    text = text.strip()
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
