"""A page as its passages: each run of text, picture and embed in the order of the page, and where it stands.

It shows a page as it came, for people who look at what was made of it; extraction itself has no use for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from selectolax.lexbor import LexborNode

from tamizdat.extract.markup import HEADINGS, INLINE, TEXT
from tamizdat.page import one_line

Kind: TypeAlias = Literal["heading", "paragraph", "item", "cell", "caption", "quote", "picture", "embed"]

# What no browser shows as text, or only when it is opened.
UNSEEN = frozenset(
    "script style template head noscript svg math canvas select option datalist textarea map area title meta link"
    " base source track param input progress meter -comment rp".split()
)
PICTURES = frozenset(("img", "picture", "amp-img"))
EMBEDS = frozenset("iframe video audio object embed amp-iframe amp-video".split())
KINDS: dict[str, Kind] = {
    **dict.fromkeys(HEADINGS, "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "blockquote": "quote",
}
LEVELS = re.compile(r"h([1-6])")
# How many elements of the way to a passage are named, and how much of a name.
WAY = 4
NAMES, LONGEST = 3, 40


class Evidence(NamedTuple):
    """Why an element is none of the story, in words, and which it is."""

    why: str
    at: str


class Run(NamedTuple):
    """One passage before it is judged: `evidence` is the outermost against it, `inside` whether it is in the story.

    `node` is its picture or embed, or the innermost block around its text.
    """

    kind: Kind
    level: int
    text: str
    element: str
    inside: bool
    evidence: Evidence | None
    node: LexborNode


# Why an element is taken out with all in it, which depends on whether it stands in the story; None if it is not.
Judge: TypeAlias = Callable[[LexborNode, bool], Evidence | None]


class _Open(NamedTuple):
    """An element on the way from <body> to where the walk is."""

    node: LexborNode
    block: bool
    kind: Kind
    level: int
    inside: bool
    evidence: Evidence | None


def runs(root: LexborNode, story: frozenset[int], judge: Judge) -> Iterator[Run]:
    """The passages below an element; `story` holds the ids in memory of the elements that hold the story."""
    path = [_Open(root, True, "paragraph", 0, root.mem_id in story, None)]
    node: LexborNode | None = root.first_child
    words: list[str] = []
    while path:
        if node is None:
            if path[-1].block or path[-1].evidence != path[-2].evidence:
                yield from _flush(path, words)
            done = path.pop()
            node = done.node.next if path else None
        elif node.tag_id == TEXT:
            words.append(node.text_content or "")
            node = node.next
        elif (node.tag or "") in UNSEEN:
            node = node.next
        elif (node.tag or "") in PICTURES or (node.tag or "") in EMBEDS:
            yield from _flush(path, words)
            opened = _opened(path[-1], node, story, judge)
            kind: Kind = "picture" if node.tag in PICTURES else "embed"
            yield Run(kind, 0, "", _way(path), opened.inside, opened.evidence, node)
            node = node.next
        else:
            opened = _opened(path[-1], node, story, judge)
            if opened.block or opened.evidence != path[-1].evidence:
                yield from _flush(path, words)
            elif node.tag == "a" and node.prev is not None and node.prev.tag == "a":
                words.append(" ")  # two links of a menu are no one word
            path.append(opened)
            node = node.first_child


def name(node: LexborNode) -> str:
    """What an element is called, nearly as CSS says it: `div#lead.story.wide`."""
    attributes = node.attributes
    id = (attributes.get("id") or "").strip()
    classes = (attributes.get("class") or "").split()[:NAMES]
    parts = [f"#{one_line(id)[:LONGEST]}"] if id else []
    return (node.tag or "") + "".join(parts + [f".{one_line(each)[:LONGEST]}" for each in classes])


def _opened(above: _Open, node: LexborNode, story: frozenset[int], judge: Judge) -> _Open:
    tag = node.tag or ""
    begins = node.mem_id in story
    inside = above.inside or begins
    # What was said against the surroundings is not said against the story in them.
    evidence = None if begins else above.evidence
    if evidence is None and not begins:
        evidence = judge(node, inside)
    level = int(tag[1]) if LEVELS.fullmatch(tag) else above.level if tag in INLINE else 0
    kind: Kind = KINDS.get(tag) or ("paragraph" if above.kind == "heading" and tag not in INLINE else above.kind)
    return _Open(node, tag not in INLINE, kind, level, inside, evidence)


def _flush(path: list[_Open], words: list[str]) -> Iterator[Run]:
    """The run of text that ends here, if it says anything."""
    text = one_line("".join(words))
    words.clear()
    if any(character.isalnum() for character in text):
        last = path[-1]
        block = next(each.node for each in reversed(path) if each.block)
        yield Run(last.kind, last.level, text, _way(path), last.inside, last.evidence, block)


def _way(path: list[_Open]) -> str:
    """The last blocks on the way to a passage."""
    found: list[str] = []
    for each in reversed(path):
        if each.block:
            found.append(name(each.node))
        if len(found) == WAY:
            break
    return " > ".join(reversed(found))
