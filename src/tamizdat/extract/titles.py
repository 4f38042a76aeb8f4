"""The headline, without the site's name and without its kicker: what machines are told, held against what is shown.

Papers write several titles for one story: for readers, for people who share it, for search engines. Two witnesses
beat one. What readers see weighs most; <title>, which is written for search engines, little; a Twitter card, which is
filled from the same field as OpenGraph, next to nothing. Two that differ only in signs are given as shared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from tamizdat import urls
from tamizdat.extract.structured import text_in, unescape
from tamizdat.extract.visible import Headings
from tamizdat.extract.witnesses import Witness, believe
from tamizdat.model import Support
from tamizdat.page import Page, one_line

# Between a title and its site; ㅣ is the Korean vowel that stands for a bar.
JOINT = re.compile(r"\s{1,3}[|\-–—·•:»«›/]{1,2}\s{1,3}|\s{0,2}[_|｜丨ㅣ—]{1,2}\s{0,2}")
TAIL = re.compile(r"\s{0,3}[|\-–—·•»«›_｜丨ㅣ]")
JOINING = " |-–—·_｜丨ㅣ:»"
NO_LETTER = re.compile(r"[\W_]+")
# What stands in titles and nobody sees: where a word may be parted, and that two may not.
UNSEEN = str.maketrans("", "", "\u00ad\u200b\u2060\u200e\u200f")
# Letters of what may be a whole headline (a Chinese one has fewer than most).
SHORTEST = 8
HEADING, JSON_LD, OPEN_GRAPH, TWITTER, TITLE = "the heading", "JSON-LD", "OpenGraph", "Twitter card", "<title>"
META = "<meta>"
# Fields that hold the headline alone, where others have section and site behind it.
METAS = ("headline", "parsely-title", "sailthru.title", "dc.title", "dcterms.title")


def title(page: Page, data: dict[str, Any], headings: Headings, name: str) -> tuple[str, Support]:
    """The headline, and who says so; `name` is the publication's."""
    sites = [site_key for site_key in map(key, site_names(page, data, name)) if site_key]
    told = {
        OPEN_GRAPH: page.meta.get("og:title", ""),
        JSON_LD: text_in(data.get("headline")),
        TWITTER: page.meta.get("twitter:title", ""),
        META: next(filter(None, (page.meta.get(each) for each in METAS)), ""),
    }
    clean = {by: without_site(_clean(said), sites) for by, said in told.items()}
    shown = _shown(headings, [*clean.values(), without_site(_clean(page.title), sites)])
    written = [each for each in (clean[JSON_LD], shown, clean[META]) if len(key(each)) > SHORTEST]
    clean = {by: _without_tail(said, written) for by, said in clean.items()}
    last = _without_tail(without_site(_clean(page.title), sites), written)
    without = _without_kicker(shown, clean[OPEN_GRAPH], clean[JSON_LD])
    witnesses = [
        Witness(OPEN_GRAPH, clean[OPEN_GRAPH], 0.9),
        Witness(JSON_LD, clean[JSON_LD]),
        Witness(HEADING, without, 1.6),
        Witness(TWITTER, clean[TWITTER], 0.05),
        Witness(TITLE, last, 0.25),
        Witness(META, clean[META], 0.3),
    ]
    return believe(witnesses, key) or ("", Support(0.0))


def without_site(text: str, site_keys: Iterable[str]) -> str:
    """A title without the site's name at its end or beginning; `site_keys` are keys of names it has."""
    pieces = JOINT.split(text)
    if len(pieces) < 2:
        return text
    known = set(site_keys)
    if key(pieces[-1]) in known:
        return text[: text.rfind(pieces[-1])].strip(JOINING) or text
    if key(pieces[0]) in known:
        return text[len(pieces[0]) :].strip(JOINING)
    return text


def alike(one: str, other: str) -> bool:
    """Whether two titles are one: equal but for signs and case, or one the beginning of the other."""
    first, second = sorted((key(one), key(other)), key=len)
    return bool(first) and (
        first == second or (len(first) >= 12 and second.startswith(first)) or (len(first) >= 20 and first in second)
    )


@lru_cache(1024)
def key(text: str) -> str:
    """What is left of a text without signs and case: texts of one key say the same."""
    return NO_LETTER.sub("", text.casefold())


def site_names(page: Page, data: dict[str, Any], name: str) -> list[str]:
    """What a site may call itself: as the operator says, as it says itself, by its address."""
    host, site = urls.host(page.url), urls.site(page.url)
    return [
        name,
        page.meta.get("og:site_name", ""),
        page.meta.get("application-name", ""),
        text_in(data.get("publisher")),
        host,
        host.removeprefix("www."),
        site,
        site.partition(".")[0],
    ]


def last_words(title: str) -> str:
    """What stands last in a <title> behind a bar or dash: most often the site's name, and nobody's who wrote it."""
    pieces = JOINT.split(title)
    return pieces[-1] if len(pieces) > 1 and len(pieces[-1]) <= 30 else ""


def _clean(text: str) -> str:
    return one_line(unescape(text).translate(UNSEEN)) if text else ""


def _shown(headings: Headings, told: list[str]) -> str:
    """The heading that readers see; one of doubtful place only where machines are told the same."""
    if headings.sure:
        return _clean(headings.sure)
    keys = [each for each in map(key, told) if len(each) > SHORTEST]
    for each in map(_clean, headings.doubtful):
        if any(key(each) == one or key(each).endswith(one) for one in keys):
            return each
    return ""


def _without_tail(text: str, written: list[str]) -> str:
    """A title without what only follows it: section, site, date (`headline – paper – 3.5.2026`)."""
    for each in written:
        if len(each) < len(text) and text.startswith(each) and TAIL.match(text, len(each)):
            return each
    return text


def _without_kicker(shown: str, shared: str, told: str) -> str:
    """The heading without the words above it (`Harbour: The boats are home`), where it is told or shared so too."""
    whole = key(shown)
    for each in (shared, told):
        short = key(each)
        if short == whole:
            break
        if len(short) > SHORTEST and whole.endswith(short):
            return each
    return shown
