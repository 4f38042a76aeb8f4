"""Page → tags: what machines are told, links that call themselves tags, links to topic pages in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from selectolax.lexbor import LexborNode

from tamizdat import urls
from tamizdat.blocks import runs, walk
from tamizdat.extract.structured import unescape
from tamizdat.model import Block, Publication, Span, Tag
from tamizdat.page import Page, one_line

SEPARATORS = re.compile(r"\s{0,3}[,;|，、；،]\s{0,3}")
LIMIT = 40
LONGEST = 60
NAMED = re.compile(r"tag|topic|keyword", re.IGNORECASE)


def tags(page: Page, data: dict[str, Any], blocks: Iterable[Block], publication: Publication) -> tuple[Tag, ...]:
    """The topics of an article, each name once, with the address of its page where the site has one."""
    found: dict[str, Tag] = {}
    for name in _told(page, data):
        _add(found, name, "")
    for node in page.tree.css("a[href]"):
        attributes = node.attributes
        href = attributes.get("href") or ""
        tagged = "rel" in attributes and "tag" in (attributes["rel"] or "").split()
        if not (tagged or publication.topics or urls.TOPIC.search(href)):
            continue
        url = urls.canonical(urls.join(page.base, href))
        meant = tagged or (urls.is_topic(url, publication.topics) and _is_named(node))
        if meant and urls.same_site(url, page.url):
            _add(found, node.text(), url)
    for span in _spans(blocks):
        url = urls.canonical(span.href) if span.href else ""
        if url and urls.same_site(url, page.url) and urls.is_topic(url, publication.topics):
            _add(found, span.text, url)
    return tuple(found.values())[:LIMIT]


def _is_named(node: LexborNode) -> bool:
    """Whether a link stands in something that calls itself a list of tags."""
    above = node.parent
    while above is not None and not NAMED.search(above.attributes.get("class") or ""):
        above = above.parent
    return above is not None


def _told(page: Page, data: dict[str, Any]) -> list[str]:
    """The keywords that machines are told; plain `keywords` only where nothing better is there."""
    keywords = data.get("keywords")
    values = keywords if isinstance(keywords, list) else [keywords]
    names = [each.get("name") if isinstance(each, dict) else each for each in values]
    metas = [node.attributes for node in page.marked("meta")]
    names += [each.get("content") for each in metas if each.get("property") == "article:tag"][:LIMIT]
    names.append(page.meta.get("news_keywords"))
    told = [each for each in names if isinstance(each, str) and each.strip()] or [page.meta.get("keywords", "")]
    return [name for each in told for name in SEPARATORS.split(unescape(each))]


def _add(found: dict[str, Tag], name: str, url: str) -> None:
    name = one_line(unescape(name)).strip(" #＃,;")
    if not 1 < len(name) <= LONGEST or "://" in name or len(found) >= LIMIT:
        return
    known = found.get(name.casefold())
    if known is None:
        found[name.casefold()] = Tag(name, url)
    elif url and not known.url:
        found[name.casefold()] = Tag(known.name, url)


def _spans(blocks: Iterable[Block]) -> Iterable[Span]:
    return (span for block in walk(blocks) for run in runs(block) for span in run)
