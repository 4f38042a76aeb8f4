"""One walk over a page: how much story each element holds.

Everything after it (which element is the story, what is dropped from it) reads the numbers taken here, so that
the DOM is walked once, without recursion. Amounts of text are bytes of UTF-8, which makes a Chinese character
worth three letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from tamizdat.extract import words
from tamizdat.extract.hidden import is_hidden
from tamizdat.extract.reader import TEXT
from tamizdat.extract.repeats import below
from tamizdat.model import Learned

# Elements whose inside is not looked at.
CLOSED = frozenset(
    "script style template svg math head select option textarea object canvas audio video iframe map noscript"
    " -comment button input datalist progress meter dialog link meta title br hr img source wbr track embed"
    " param".split()
)
INLINE = frozenset(
    "a abbr b bdi bdo big cite code data dfn em font i ins kbd label mark q rp rt ruby s samp small span strike"
    " strong sub sup time tt u var wbr img picture source acronym del".split()
)
# Inline elements whose names say nothing.
PLAIN = frozenset("a b strong i em u font sub sup s big small mark code q cite abbr bdi bdo".split())
# Elements that are furniture by their kind, and those of them that are never a story.
FURNITURE = frozenset("nav footer aside form fieldset menu".split())
SHUT = frozenset(("nav", "footer", "menu"))
NAMELESS = words.judge("")
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
WHOLE = frozenset("html body main article".split())
# What has a caption, a source or a footer of its own.
QUOTED = frozenset(("figure", "blockquote"))
OUTSIDE_ROLES = frozenset("navigation complementary contentinfo banner search".split())
# Attributes that may say that an element is none of the story.
SAYING = frozenset(("role", "aria-hidden", "aria-modal", "hidden", "style"))
# Never a story either, even on a page that was cut off before it.
DIALOG_ROLES = frozenset(("dialog", "alertdialog"))
# Furniture by name alone that holds this share of a page's prose is none.
MOST = 0.6
SILENT = HEADINGS | {"figcaption", "caption", "summary", "dt", "th", "address"}
SENTENCE = re.compile(r"[.!?,;:…]\s|[.!?…]$|[。，、！？；：؛،؟।۔]")
SHORT = 20


class Survey:
    """The elements under <body> in the order of the page, and for each what it holds.

    `parents` are places in `nodes`, `ends` the places behind all that is inside; `text` and `links` amounts of
    text, all and in links; `mass` is how much of running prose, longer paragraphs counting more, furniture left
    out; `witnessed` how much of it stands in the text that JSON-LD gives; `furniture` how surely an element is
    none of the story (0 to 2), `quoted` whether it is a figure or a quote, or in one; `named` those that say they
    are its text, and how surely (1 to 3); `showing` those that may show who wrote it and when; `shut` the ids in
    memory of furniture that was not entered; `paths`, where something was `learned` of the site, how an element is
    known on its other pages.
    """

    def __init__(self, root: LexborNode, witness: str = "", learned: Learned | None = None) -> None:
        self.nodes: list[LexborNode] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        self.tags: list[str] = []
        self.names: list[str] = []
        self.text: list[int] = []
        self.links: list[int] = []
        self.mass: list[float] = []
        self.witnessed: list[int] = []
        self.furniture: list[int] = []
        self.quoted: list[bool] = []
        self.named: list[tuple[int, int]] = []
        self.showing: list[tuple[int, words.Judgement]] = []
        self.places: dict[int, int] = {}
        self.shut: set[int] = set()
        self.heaviest: dict[int, int] = {}
        self._witness = witness
        self.paths: list[str] = []
        self.learned = learned
        self._run: list[str] = []
        self._run_links = 0
        self._walk(root)
        self._add_up()

    def _walk(self, root: LexborNode) -> None:
        """Pre-order, by first child and next sibling; `path` holds the open elements, `blocks` the open blocks."""
        blocks = [self._enter(root, -1, "body", root.attributes)]
        path: list[tuple[LexborNode, int, bool, bool]] = [(root, 0, True, False)]
        node: LexborNode | None = root.first_child
        anchors, run = 0, self._run
        while path:
            if node is None:
                done, _, block, anchor = path.pop()
                if block:
                    self._flush(blocks.pop())
                anchors -= anchor
                node = done.next if path else None
                continue
            if node.tag_id == TEXT:
                text = node.text_content
                if text and not text.isspace():
                    run.append(text)
                    if anchors:
                        self._run_links += len(text.strip().encode("utf-8", "replace"))
                node = node.next
                continue
            tag = node.tag or ""
            block = tag not in INLINE
            if block and run:
                self._flush(blocks[-1])
            place = path[-1][1]
            if tag not in PLAIN:
                place = -1 if tag in CLOSED else self._enter(node, place, tag, node.attributes)
            if place < 0:
                node = node.next
                continue
            if block:
                blocks.append(place)
            # An <a> without address marks a place, and is often not closed: the rest of the page stands in it.
            leads = tag == "a" and "href" in node.attributes
            path.append((node, place, block, leads))
            anchors += leads
            node = node.first_child

    def _enter(self, node: LexborNode, parent: int, tag: str, attributes: Mapping[str, str | None]) -> int:
        """Take an element in; -1 for what is surely furniture, and not walked."""
        name, judgement, furniture = " ", NAMELESS, 0
        if "class" in attributes or "id" in attributes:
            name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
            judgement = words.judge(name)
            furniture = judgement.furniture
        if tag in FURNITURE:
            furniture = furniture or 1
        if attributes and not SAYING.isdisjoint(attributes):
            furniture = max(furniture, _aside(attributes))
        inside = parent >= 0 and self.quoted[parent]
        if tag in WHOLE or inside or tag == "figure":
            furniture = 0
        if furniture == 2 or (tag in SHUT and not inside):
            self.shut.add(node.mem_id)
            return -1
        if self.learned is not None:
            furniture = self._known(self.learned, parent, tag, attributes, furniture)
        place = len(self.nodes)
        story = max(judgement.story, tag == "article")
        if "itemprop" in attributes and "articleBody" in (attributes["itemprop"] or ""):
            story = 3
        if not inside:
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
        self.witnessed.append(0)
        return place

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
        if not self._run:
            return
        text = " ".join(self._run)
        self._run.clear()
        links, self._run_links = self._run_links, 0
        size = len(text.strip().encode("utf-8", "replace"))
        self.text[block] += size
        self.links[block] += links
        if size < SHORT or links > 0.6 * size or self.tags[block] in SILENT:
            return
        base = size - links
        if not SENTENCE.search(text):
            base = base // 5
        self.mass[block] += base * min(1.5, 0.5 + base / 200)
        if self._witness and "".join(text.split())[:50] in self._witness:
            self.witnessed[block] += size

    def _add_up(self) -> None:
        """From the last element to the first, each into its parent; furniture keeps its prose to itself."""
        count = len(self.nodes)
        self.ends = list(range(1, count + 1))
        raw = self.mass.copy()
        for place in range(count - 1, 0, -1):
            parent = self.parents[place]
            raw[parent] += raw[place]
            self.ends[parent] = max(self.ends[parent], self.ends[place])
        for place in range(count - 1, 0, -1):
            parent = self.parents[place]
            if self.furniture[place] == 1 and raw[place] > MOST * raw[0]:
                self.furniture[place] = 0
            if not self.furniture[place]:
                self.mass[parent] += self.mass[place]
                self.witnessed[parent] += self.witnessed[place]
                heaviest = self.heaviest.get(parent)
                if self.mass[place] and (heaviest is None or self.mass[place] >= self.mass[heaviest]):
                    self.heaviest[parent] = place
            self.text[parent] += self.text[place]
            self.links[parent] += self.links[place]

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
