"""Page → tags: what machines are told, links that call themselves tags, links to topic pages in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from tamizdat import urls
from tamizdat.blocks import runs, walk
from tamizdat.extract.structured import unescape
from tamizdat.extract.survey import Survey
from tamizdat.model import Block, Publication, Span, Tag
from tamizdat.page import Page, one_line

SEPARATORS = re.compile(r"\s{0,3}[,;|，、；،]\s{0,3}")
LIMIT = 40
LONGEST = 60
# Letters of the longest list: a whole page may call itself one (`<body class="tagged">`).
LONGEST_LIST = 2000
# A kind that stands before a tag (`topic: Ferries`), and names that only a system understands.
LABEL = re.compile(r"^(?:topics?|tags?|keywords?|themes?|section|category)\s{0,2}:\s{0,3}", re.IGNORECASE)
MACHINE = re.compile(r"://|^[@_]|^[a-z]{1,20}_[a-z0-9_]{1,40}$|^\d{1,3}$|^[\w-]{1,30}:\S")
NO_TAG = frozenset(
    "articles article news home all story stories standard default premium content video uncategorized"
    " tags tag more mehr 更多".split()
)


def tags(
    page: Page, survey: Survey, data: dict[str, Any], blocks: Iterable[Block], publication: Publication
) -> tuple[Tag, ...]:
    """The topics of an article, each name once, with the address of its page where the site has one."""
    found: dict[str, Tag] = {}
    for name in _told(page, data):
        _add(found, name, "")
    listed = [node for place in _lists(survey) for node in survey.nodes[place].css("a[href]")]
    for tagged, nodes in ((True, page.marked("rel=tag")[:LIMIT]), (False, listed)):
        for node in nodes:
            url = urls.canonical(urls.join(page.base, node.attributes.get("href") or ""))
            meant = url and (tagged or urls.is_topic(url, publication.topics))
            if meant and urls.same_site(url, page.url):
                _add(found, node.text(), url)
    for span in _spans(blocks):
        url = urls.canonical(span.href) if span.href else ""
        if url and urls.same_site(url, page.url) and urls.is_topic(url, publication.topics):
            _add(found, span.text, url)
    return tuple(found.values())[:LIMIT]


def _lists(survey: Survey) -> list[int]:
    """The elements that call themselves lists of tags: no more than one holds, and each inside no other."""
    found: list[int] = []
    for place, name in enumerate(survey.names):
        if not _is_list(name) or survey.text[place] > LONGEST_LIST:
            continue
        if not found or place >= survey.ends[found[-1]]:
            found.append(place)
    return found


@lru_cache(4096)
def _is_list(name: str) -> bool:
    """Whether class or id call an element a list of tags."""
    name = name.lower()
    return "tag" in name or "topic" in name or "keyword" in name


def _told(page: Page, data: dict[str, Any]) -> list[str]:
    """The keywords that machines are told; plain `keywords` only where nothing better is there."""
    keywords = data.get("keywords")
    values = keywords if isinstance(keywords, list) else [keywords]
    names = [each.get("name") if isinstance(each, dict) else each for each in values]
    names += page.repeated("article:tag")[:LIMIT]
    names.append(page.meta.get("news_keywords"))
    told = [each for each in names if isinstance(each, str) and each.strip()] or [page.meta.get("keywords", "")]
    return [name for each in told for name in SEPARATORS.split(unescape(each))]


def _add(found: dict[str, Tag], name: str, url: str) -> None:
    name = LABEL.sub("", one_line(unescape(name)).strip(" #＃,;"))
    if not 1 < len(name) <= LONGEST or len(found) >= LIMIT or MACHINE.search(name) or name.casefold() in NO_TAG:
        return
    known = found.get(name.casefold())
    if known is None:
        found[name.casefold()] = Tag(name, url)
    elif url and not known.url:
        found[name.casefold()] = Tag(known.name, url)


def _spans(blocks: Iterable[Block]) -> Iterable[Span]:
    return (span for block in walk(blocks) for run in runs(block) for span in run)
