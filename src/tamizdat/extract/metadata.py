"""Page → what only one witness is asked for: summary, section, canonical address.

Titles, writers and moments, where witnesses are held against each other, have files of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tamizdat import urls
from tamizdat.extract.structured import properties, text_in, trail, unescape
from tamizdat.extract.titles import alike
from tamizdat.model import Capture
from tamizdat.page import Page, one_line

SECTIONS = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "section",
    "cxenseparse:category",
    "article.section",
)
SUMMARIES = ("og:description", "description", "twitter:description", "dc.description", "dcterms.description")
# Where every trail begins, and what a system calls what has no place.
NO_SECTION = frozenset(
    "home|homepage|start|startseite|accueil|inicio|portada|início|home page|hem|hjem|forside|forsiden|etusivu"
    "|strona główna|domů|kezdőlap|acasă|anasayfa|ana sayfa|trang chủ|beranda|главная|головна|галоўная|начало|首页|首頁"
    "|主页|ホーム|トップ|홈|الرئيسية|خانه|صفحه اصلی|דף הבית|ראשי|หน้าแรก|all|alle|article|articles|uncategorized"
    "|uncategorised|unkategorisiert|sin categoría|non classé|default|index|detail|root|none|null".split("|")
)
# A longer description in the page is the text itself.
LONGEST_SUMMARY = 600


def summary(page: Page, data: dict[str, Any], headline: str) -> str:
    """What the page says in a sentence or two; nothing where it only says its title again."""
    told = [text_in(data.get("description")), *(page.meta.get(name, "") for name in SUMMARIES)]
    told += [text for text in properties(page, "description") if len(text) <= LONGEST_SUMMARY]
    for each in told:
        text = one_line(unescape(re.sub(r"<[^<>]{1,300}>", " ", unescape(each))))
        if len(text) > 20 and not alike(text, headline) and "http" not in text[:5]:
            return text
    return ""


def section(page: Page, data: dict[str, Any], capture: Capture, headline: str) -> str:
    """Which part of the paper it stands in: as told, by the trail of breadcrumbs, by its source."""
    for each in _sections(page, data):
        text = one_line(unescape(each))
        if (
            1 < len(text) <= 60
            and not alike(text, headline)
            and "://" not in text
            and text.casefold() not in NO_SECTION
        ):
            return text
    return capture.section


def _sections(page: Page, data: dict[str, Any]) -> Iterator[str]:
    yield text_in(data.get("articleSection"))
    yield from (page.meta.get(name, "") for name in SECTIONS)
    yield from properties(page, "articleSection")
    yield from reversed(trail(page))


def address(page: Page, capture: Capture) -> str:
    """The article's canonical address: the one that the page names, if it is on this site, else where it was found."""
    at = capture.final_url if urls.same_site(capture.final_url, capture.url) else capture.url
    links = (node.attributes.get("href") or "" for node in page.marked("rel=canonical"))
    for told in (next(links, ""), page.meta.get("og:url", "")):
        url = urls.canonical(urls.join(page.base, told))
        if url and urls.same_site(url, at) and (not _is_home(url) or _is_home(at)):
            return url
    return urls.canonical(at) or urls.canonical(capture.url) or at


def _is_home(url: str) -> bool:
    path = url.partition("://")[2].partition("/")[2]
    return not path or bool(re.fullmatch(r"[a-z]{2}(?:-[a-z]{2})?/?|index\.\w{3,5}", path, re.IGNORECASE))
