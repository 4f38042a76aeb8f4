"""What extraction finds out beside the article: how sure it is, what became of a page, what its site repeats.

Frozen nouns like those of `model.py`; every moment is an aware `datetime` in UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct, field


class Support(Struct, frozen=True):
    """How sure the extractor is of a field (0 to 1), and by whom: which witnesses agree, or why this one won."""

    sure: float
    by: str = ""


class Passage(Struct, frozen=True, kw_only=True):
    """A run of text, a picture or an embed of a page as it came, and what became of it.

    `element` is the way to it through the page, the innermost last (`div.story > p`). Of what was dropped, `at` is the
    element that was taken out with all in it, and `why` the evidence in words; of what was kept, `why` says what it
    became where that is no block of the text («the title»). `level` is that of a heading.
    """

    kind: Literal["heading", "paragraph", "item", "cell", "caption", "quote", "picture", "embed"]
    text: str
    element: str
    kept: bool
    why: str = ""
    at: str = ""
    level: int = 0


class Explanation(Struct, frozen=True, kw_only=True):
    """What extraction made of a page: the elements that hold its story, and its passages in the order of the page.

    `unused` are the rules of the publication that find nothing on it, each as it is written: `drop = [".promotion"]`.
    """

    story: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    unused: tuple[str, ...] = ()


class Learned(Struct, frozen=True, kw_only=True):
    """What the pages of one publication have in common, learned from many of them.

    It was learned from `pages` articles, when the archive held `known` of them. All its numbers are how many of
    these pages speak for it. `texts`: digests of texts that stand in stories and are none of them. `furniture`,
    `prose`, `story`, `title`, `byline`, `date`: paths of elements (`div.page>div.text>aside`; the last four steps) that
    are none of the story, that are part of it though their names deny it, that hold it, that show these. `name` is 8
    hexadecimal digits of the digest of all this.
    """

    publication: str
    learned_at: datetime
    pages: int
    known: int = 0
    texts: dict[str, int] = field(default_factory=dict)
    furniture: dict[str, int] = field(default_factory=dict)
    prose: dict[str, int] = field(default_factory=dict)
    story: dict[str, int] = field(default_factory=dict)
    title: dict[str, int] = field(default_factory=dict)
    byline: dict[str, int] = field(default_factory=dict)
    date: dict[str, int] = field(default_factory=dict)
    name: str = ""


class Quarantined(Struct, frozen=True, kw_only=True):
    """An article that is held back, for it may have been read wrongly; `reasons` has a sentence for each sign of that.

    `capture` is the capture's id, `held_at` when it was first held back.
    """

    publication: str
    url: str
    title: str
    capture: str
    captured_at: datetime
    held_at: datetime
    reasons: dict[str, str]
