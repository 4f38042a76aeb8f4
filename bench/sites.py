"""Newspapers that print the demo newspaper's stories, each with its own furniture around and in them.

Eight sites, every page made by rule from a story and its number, so that the right blocks are known: those of the
story's own text. Class names say nothing, as on sites whose style sheets name things by place or by machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from tamizdat.extract.blocks import read_blocks
from tamizdat.model import Block, Capture, Publication
from tamizdat.newsroom import newspaper_folder
from tamizdat.newsroom.paper import Story, read_paper

STREETS = "Rope Cellar|Weighhouse|Lantern Steps|Cooper's Yard|Old Slip|Tar Lane|Barley Quay|Glass Street".split("|")
NAMES = "Odo Fenn|Maris Teal|Jory Blake|Una Harrow|Pell Winter|Sia Marsh|Tam Oakley|Ree Holloway".split("|")
VERBS = "sold|painted|lost|measured|borrowed|repaired|counted|forgot".split("|")
THINGS = "a barge|two ladders|the tide tables|a weathercock|nine umbrellas|the ferry bell|a map|the salt scales".split(
    "|"
)
CLOSING = (
    "The Quay Company prints this paper in its own halls, employs forty-one people and belongs to nobody but its"
    " readers, who elect its board each spring."
)
COPY = "All that stands here belongs to the Quay Company, {year}; whoever wants to print it anew may write to the desk."
CALL = (
    "No one who reads this pays for it. Some three hundred of you give us the price of a loaf each month, and that is"
    " what keeps the lamp burning; will you be the next one?"
)
LETTER = "One letter a week, on Sundays, with what the tide brought in: leave us your address and it will come to you."
COOKIE = (
    "We and our ninety-three partners would like to store small files on your device, to see which pages you turn and"
    " which you skip, and to show you things that you may like to buy. You may say no, and nothing is lost by it."
)


class Page(NamedTuple):
    """A page of a site: the capture, and the blocks that an extraction should give."""

    capture: Capture
    right: tuple[Block, ...]


class Print(NamedTuple):
    """A story about to be printed: its number on this site, and all stories of the site."""

    story: Story
    number: int
    stories: list[Story]

    def other(self, step: int) -> Story:
        """Another story, which one depends on the page."""
        return self.stories[(self.number + step) % len(self.stories)]

    def pick(self, words: list[str], step: int = 0) -> str:
        """One of some words, which one depends on the page."""
        return words[(self.number * 5 + step * 3 + step * step * self.number) % len(words)]


Dress = Callable[[Print], str]


def sites() -> dict[str, list[Page]]:
    """Every site with its pages."""
    desks = read_paper(newspaper_folder(), "")
    stories = [story for desk in desks.values() for story in desk.stories if not story.served]
    return {
        name: [_page(name, dress, Print(story, n, stories)) for n, story in enumerate(stories)]
        for name, dress in SITES.items()
    }


def publication(name: str) -> Publication:
    """A site as a publication."""
    return Publication(id=name, name=name.title())


def _page(name: str, dress: Dress, given: Print) -> Page:
    story = given.story
    url = f"https://{name}.example/{story.section}/{story.name}.html"
    head = f"<title>{escape(story.title)} - {name.title()}</title><meta charset=utf-8>"
    html = f"<!doctype html><html><head>{head}</head><body>{dress(given)}</body></html>"
    capture = Capture(
        url=url,
        final_url=url,
        publication=name,
        captured_at=datetime(2026, 4, 1, given.number % 24, tzinfo=UTC),
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        body=html.encode(),
    )
    body = LexborHTMLParser(f"<body>{story.body}</body>").body
    return Page(capture, read_blocks([body], url) if body is not None else ())


def _link(story: Story) -> str:
    return f'<a href="/{story.section}/{story.name}.html">{escape(story.title)}</a>'


def _menu() -> str:
    return "<div class=a0>" + " ".join(f'<a href="/{street[:3]}/">{street}</a>' for street in STREETS) + "</div>"


def _head(given: Print, by: str = "b2") -> str:
    story = given.story
    writer = story.authors[0] if story.authors else "the desk"
    day = f"{story.published:%d.%m.%Y, %H:%M}"
    return f"<h1 class=b1>{escape(story.title)}</h1><div class={by}>{escape(writer)}</div><div class=b3>{day}</div>"


def _gossip(seed: object) -> str:
    """A sentence that no other page has."""
    name, verb, thing, street, other, later = (place % 8 for place in hashlib.sha256(repr(seed).encode()).digest()[:6])
    return (
        f"{NAMES[name]} {VERBS[verb]} {THINGS[thing]} at {STREETS[street]}, where {NAMES[other]} had {VERBS[later]}"
        f" {THINGS[name ^ later]} the week before, and nobody in the whole street would say a word about it."
    )


def _middle(body: str, *inserted: str) -> str:
    """A text with boxes between its blocks, the first after the second."""
    pieces = _pieces(body)
    for step, box in enumerate(inserted):
        place = min(2 + 2 * step, len(pieces) - 1)
        pieces[place] = box + pieces[place]
    return "".join(pieces)


def _pieces(body: str) -> list[str]:
    """The blocks of a text as HTML."""
    root = LexborHTMLParser(f"<body>{body}</body>").body
    return [node.html or "" for node in root.iter()] if root is not None else [body]


def _box(name: str, *inner: str) -> str:
    """A box of a class."""
    return f"<div class={name}>{''.join(inner)}</div>"


def harbour(given: Print) -> str:
    """A box of neighbouring stories with their summaries, a letter box in most stories, the company's paragraph."""
    boxes = [f"<p>{_link(given.other(step))}</p><p>{given.other(step).summary}</p>" for step in (3, 7)]
    near = f"<div class=k7><div class=k8>{''.join(boxes)}</div></div>"
    letter = f"<div class=k9><p>{LETTER}</p></div>" if given.number % 3 else ""
    text = _middle(given.story.body, near, letter)
    return f"{_menu()}<div class=a1>{_head(given)}<div class=a2>{text}<p>{CLOSING}</p></div></div>"


def ledger(given: Print) -> str:
    """A note on the writer, a call for gifts in the middle, a line of rights."""
    writer = given.pick(NAMES[:3])
    note = (
        f"{writer} has written for the Ledger since the flood, mostly on {writer.split()[0]}'s bicycle and the weather."
    )
    text = _middle(given.story.body, f"<p><b>A word from us</b></p><p>{CALL}</p>")
    rights = COPY.format(year=2020 + given.number % 6)
    return f"{_menu()}<div class=a1>{_head(given)}<div class=a2>{text}<p><i>{note}</i></p><p>{rights}</p></div></div>"


def comet(given: Print) -> str:
    """A ticker that rolls on from page to page, and a wall of small files under the text."""
    now = [_gossip(given.number // 4 + step) for step in range(6)]
    news = [_box("t5", f"<span>{9 + step}:{given.number + 10}</span> <p>{line}</p>") for step, line in enumerate(now)]
    text = _box("a1", _head(given), _box("t4", *news), _box("a2", given.story.body))
    return _menu() + text + _box("w1", _box("w2", f"<p>{COOKIE}</p>"))


def meadow(given: Print) -> str:
    """Readers' letters, often longer than the story."""
    letters = []
    for step in range(given.number % 4 * 6):
        said = f"<p>{_gossip((given.number, step))} {_gossip((step, given.number, step))}</p>"
        letters.append(_box("c2", _box("c3", given.pick(NAMES, step)), said))
    return _menu() + _box("a1", _head(given), _box("a2", given.story.body)) + _box("c1", *letters)


def quarry(given: Print) -> str:
    """Tables, fonts and no class at all; what everybody reads stands in the same cell."""
    most = [f"<p>{_link(each)}<br>{each.summary}</p>" for each in given.stories[:4] if each is not given.story]
    after = f"<hr><p><font color=red>{CALL}</font></p>{''.join(most)}<p>{CLOSING}</p>"
    cells = f"<td width=120>{_menu()}</td><td>{_head(given)}{given.story.body}{after}</td>"
    return f"<center>{_menu()}</center><table><tr>{cells}</tr></table>"


def signal(given: Print) -> str:
    """The story in two boxes, with a partner's words between them that change by turns."""
    partners = [
        f"{name} of {street}: since {1790 + step} we have {VERBS[step]} {THINGS[step]} for the town. Come and see."
        for step, (name, street) in enumerate(zip(NAMES[:3], STREETS[:3], strict=True))
    ]
    pieces = _pieces(given.story.body)
    partner, letter = _box("p1", f"<p>{given.pick(partners)}</p>"), _box("p2", f"<p>{LETTER}</p>")
    text = [_box("a2", *pieces[:2]), partner, _box("a2", *pieces[2:]), letter]
    return _menu() + _box("a1", _head(given), *text)


def orchard(given: Print) -> str:
    """Lines in the text that lead elsewhere under words of the house, and lines of labels below it."""
    near = [f"<p><strong>Over the fence:</strong> {_link(given.other(step))}</p>" for step in (2, 5)]
    below = f"<p>Put away under {_link(given.other(1))}</p><p>Carry it on by pigeon, by bottle or by word of mouth</p>"
    return _menu() + _box("a2", _head(given), _middle(given.story.body, *near), below, f"<p>{CLOSING}</p>")


def tower(given: Print) -> str:
    """The next story follows the story, to be read without a click."""
    after = given.other(1)
    more = _box("n1", f"<h2>{_link(after)}</h2>", _box("n2", after.body))
    return _menu() + _box("a1", _head(given), _box("a2", given.story.body), more, f"<p class=z1>{CLOSING}</p>")


SITES: dict[str, Dress] = {
    dress.__name__: dress for dress in (harbour, ledger, comet, meadow, quarry, signal, orchard, tower)
}
