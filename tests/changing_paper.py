"""A paper of one section, whose layout is what a test makes it, and a press that mirrors it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from tamizdat.newsroom import Answer, Newsroom

WORDS = (
    "harbour ferry lantern council bridge market winter bakery river school tower garden letter engine library "
    "morning keeper island window orchard signal meadow captain theatre ribbon copper village"
).split()
FIRST = datetime(2026, 3, 1, 6, tzinfo=UTC)
Layout: TypeAlias = Callable[[int], str]

SETTINGS = """
archive = "archive"

[gather]
pause = "0s"
allow = ["{host}"]

[[editions]]
name = "site"
format = "site"
title = "Lantern"
language = "en"
publications = ["harbour-lantern"]
"""
PUBLICATION = """
name = "Harbour Lantern"
home = "http://{host}/lantern/"
language = "en"

[[sources]]
kind = "sitemap"
url = "http://{host}/lantern/sitemap.xml"
{rules}
"""
OLD_RULES = """
[[rules]]
body = ".story"
"""
MENDED_RULES = """
[[rules]]
until = 2026-04-02
body = ".story"

[[rules]]
body = ".text"
published = "meta[name=stamp]"
"""


def paragraphs(number: int) -> list[str]:
    """The text of a story, the same at every call."""
    chance = random.Random(number)
    sentence = lambda: " ".join(chance.choices(WORDS, k=12)).capitalize() + "."  # noqa: E731
    return [" ".join(sentence() for _ in range(chance.randint(2, 4))) for _ in range(chance.randint(5, 9))]


def title(number: int) -> str:
    """The headline of a story."""
    return " ".join(random.Random(f"title {number}").choices(WORDS, k=5)).capitalize()


def when(number: int) -> str:
    """When a story appeared."""
    return (FIRST + timedelta(minutes=97 * number)).isoformat()


def old_layout(number: int) -> str:
    """A page as it always was."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(number))
    return (
        f"<!doctype html><html lang=en><title>{title(number)} - Harbour Lantern</title><body><article>"
        f"<h1>{title(number)}</h1><time datetime='{when(number)}'>some day</time>"
        f"<figure><img src='/lantern/{number}.png' width=800 height=500 alt='{title(number)}'></figure>"
        f"<div class=story>{text}</div></article></body></html>"
    )


def new_layout(number: int) -> str:
    """The page after the relaunch: the date is in a meta of the paper's own, `.story` holds a teaser alone."""
    first, *rest = paragraphs(number)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in rest)
    return (
        f"<!doctype html><html lang=en><title>{title(number)} - Harbour Lantern</title>"
        f"<meta name=stamp content='{when(number)}'><body><article><h1>{title(number)}</h1>"
        f"<figure><img src='/lantern/{number}.png' width=800 height=500 alt='{title(number)}'></figure>"
        f"<div class=story><p>{first}</p></div><div class=text><p>{first}</p>{text}</div></article></body></html>"
    )


def wall(number: int) -> str:
    """What is served where the reader has not paid: the same at each address."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(1_000_000))
    return (
        f"<!doctype html><html lang=en><title>{title(number)}</title><body><article><h1>{title(number)}</h1>"
        f"<time datetime='{when(number)}'>some day</time><div class=story>{text}</div></article></body></html>"
    )


def serve(newsroom: Newsroom, layout: Layout, numbers: range) -> None:
    """Put stories on the server, and list all that are there."""
    for number in numbers:
        newsroom.routes[f"/lantern/2026/story-{number}.html"] = layout(number).encode()
    places = [path for path in newsroom.routes if path.endswith(".html")]
    listed = "".join(f"<url><loc>{newsroom.address}{path}</loc></url>" for path in places)
    listing = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'
    newsroom.routes["/lantern/sitemap.xml"] = Answer(listing.encode(), headers={"Content-Type": "text/xml"})


def write_press(folder: Path, newsroom: Newsroom, rules: str = OLD_RULES) -> Path:
    """The settings of a press that mirrors the paper; the rules anew where it is there already."""
    host = newsroom.address.removeprefix("http://")
    (folder / "publications").mkdir(parents=True, exist_ok=True)
    (folder / "tamizdat.toml").write_text(SETTINGS.format(host=host), "utf-8")
    (folder / "publications/harbour-lantern.toml").write_text(PUBLICATION.format(host=host, rules=rules), "utf-8")
    return folder
