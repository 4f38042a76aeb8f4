"""Who wrote it: what machines are told, bylines, author links and signatures, the surest that names people.

A newspaper often tells machines its own name or its desk's, and names its people to readers; so people win over
desks wherever they are named, and a desk is believed only where JSON-LD calls it the author and nobody else is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tamizdat.extract import authors
from tamizdat.extract.titles import key, last_words, site_names
from tamizdat.extract.witnesses import Witness, support
from tamizdat.model import Support
from tamizdat.page import Page

METAS = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "byline", "dc.author", "authors", "cxenseparse:author", "article.author", "mediaid",
)  # fmt: skip
# A site's name of so many letters is no first name: what stands behind it is a part of the newspaper (`MDR THÜRINGEN`).
SHORTEST_SITE = 3
# The metas that newspapers fill with care; the others are looked at last.
FIRST_METAS = 2


class Writers(NamedTuple):
    """People, or a desk where no person is named; the agencies that the text is from; who says so."""

    names: tuple[str, ...]
    agencies: tuple[str, ...]
    support: Support


def writers(
    page: Page, data: dict[str, Any], shown: Iterable[str], signed: Iterable[str], name: str, language: str
) -> Writers:
    """Who wrote it; `shown` are its bylines, `signed` lines that hold nothing but a name, `name` is the paper's."""
    sites = {each for each in map(key, site_names(page, data, name)) if each}
    last = key(last_words(page.title))

    def is_site(name: str) -> bool:
        first = key(name.partition(" ")[0])
        return key(name) in sites or last.startswith(key(name)) or (len(first) >= SHORTEST_SITE and first in sites)

    metas = [page.meta.get(each, "") for each in METAS]
    told = authors.names(authors.linked(data.get("author") or data.get("creator") or []), language, told=True)
    meta = authors.names(metas[:FIRST_METAS], language, told=True)
    if all(map(is_site, meta)) and any(metas[:FIRST_METAS]):
        meta = authors.names(_repeated(page), language, told=True)
    people = any(not is_site(each) and not authors.is_desk(each) for each in told)
    byline = _seen(told, shown) if people else _people(authors.names(shown, language))
    sources = (
        ("JSON-LD", told, 1.0),
        ("<meta>", meta if any(map(_is_whole, meta)) else (), 0.5),
        ("the byline", byline if any(map(_is_whole, byline)) else (), 1.0),
    )
    witnesses = [
        Witness(by, tuple(each for each in names if not is_site(each)), weight)
        for by, names, weight in sources
        if not all(is_site(each) or authors.is_desk(each) for each in names)
    ]
    if witnesses:
        agreeing = [each for each in witnesses if _meet(each, witnesses[0])]
        return parted(witnesses[0].said, support(agreeing, [each for each in witnesses if each not in agreeing]))
    for by, lines, machine in (
        ("other <meta>s", metas[FIRST_METAS:], True),
        ("a signature", signed, False),
        ("<meta>", metas[:FIRST_METAS], True),
    ):
        named = tuple(each for each in authors.names(lines, language, machine) if not is_site(each))
        if named:
            return parted(named, Support(0.5, by))
    return parted(told, Support(0.4, "JSON-LD, though no person") if told else Support(0.0))


def _repeated(page: Page) -> Iterator[str]:
    """What the fields for authors hold that a page has several times: the site's name first, then the people's."""
    for node in page.marked("meta"):
        attributes = node.attributes
        if (attributes.get("name") or attributes.get("property") or "").lower() in METAS[:FIRST_METAS]:
            yield attributes.get("content") or ""


def _people(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names without those of desks."""
    return tuple(each for each in names if not authors.is_desk(each))


def _seen(told: tuple[str, ...], shown: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that machines are told which the bylines show too: to read every byline costs more."""
    lines = " ".join(shown).casefold()
    return tuple(each for each in told if each.casefold() in lines)


def _meet(one: Witness[tuple[str, ...]], other: Witness[tuple[str, ...]]) -> bool:
    return not set(map(key, one.said)).isdisjoint(map(key, other.said))


def _is_whole(name: str) -> bool:
    """Whether a name may be a person's or an agency's: one word in Latin letters is an account or a piece of a line."""
    return " " in name or not name.isascii() or authors.is_agency(name)


def parted(names: tuple[str, ...], support: Support) -> Writers:
    """Names with the agencies among them apart."""
    agencies = tuple(each for each in names if authors.is_agency(each))
    people = tuple(each for each in names if each not in agencies)
    return Writers(people or names, agencies, support)
