"""Page → what it says of itself: title, summary, authors, moments, section, language, address.

Sources in order of trust: what the page says to machines (JSON-LD of schema.org's NewsArticle and kin, OpenGraph,
Dublin Core), then what readers see, then what the feed said. Where they disagree, what readers see decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from tamizdat import urls
from tamizdat.extract import dates
from tamizdat.extract.dates import Moment
from tamizdat.extract.structured import properties, text_in, trail, unescape
from tamizdat.extract.titles import alike
from tamizdat.model import Capture, Publication
from tamizdat.page import Page, one_line

PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "publish_date", "pubdate", "pub_date",
    "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "date", "cxenseparse:recs:publishtime",
    "article_date_original", "created", "release_date", "originalpublicationdate", "og:release_date",
    "article.published", "weibo: article:create_at", "apub:time", "bt:pubdate", "datecreated",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "article:modified", "og:updated_time", "og:modified_time", "datemodified", "lastmod",
    "dcterms.modified", "dc.date.modified", "last-modified", "updated_time", "revised", "weibo: article:update_at",
)  # fmt: skip
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
YEARS_AHEAD = timedelta(days=2)
IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:[/_-]|\d{0,9}\.|$)")


def summary(page: Page, data: dict[str, Any], headline: str) -> str:
    """What the page says in a sentence or two; nothing where it only says its title again."""
    told = [text_in(data.get("description")), *(page.meta.get(name, "") for name in SUMMARIES)]
    told += [text for text in properties(page, "description") if len(text) <= LONGEST_SUMMARY]
    for each in told:
        text = one_line(unescape(re.sub(r"<[^<>]{1,300}>", " ", unescape(each))))
        if len(text) > 20 and not alike(text, headline) and "http" not in text[:5]:
            return text
    return ""


def published(
    page: Page, data: dict[str, Any], shown: Iterable[str], publication: Publication, capture: Capture
) -> datetime | None:
    """When it was published: what machines are told, what is shown, the source's word, the address."""
    told = [text_in(data.get(name)) for name in ("datePublished", "dateCreated", "uploadDate")]
    told += [page.meta.get(name, "") for name in PUBLISHED]
    moments = _moments(page, told, publication, capture)
    first = next(moments, None)
    if first is None or not first.exact:
        day = first
        for moment in [*moments, *_moments(page, shown, publication, capture, people=True)]:
            if day is None or (moment.exact and abs(moment.at - day.at) < timedelta(hours=36)):
                first = moment
                break
    if capture.published and (
        first is None or (not first.exact and abs(capture.published - first.at) < timedelta(hours=36))
    ):
        return capture.published
    if first is None:
        found = IN_ADDRESS.search(page.url)
        first = next(_moments(page, ["-".join(found.groups())], publication, capture), None) if found else None
    return first.at if first else None


def modified(page: Page, data: dict[str, Any], publication: Publication, capture: Capture) -> datetime | None:
    """When it was last changed, as machines are told."""
    told = [text_in(data.get("dateModified")), *(page.meta.get(name, "") for name in MODIFIED)]
    first = next(_moments(page, told, publication, capture), None)
    return first.at if first else None


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


def _moments(
    page: Page, texts: Iterable[str], publication: Publication, capture: Capture, people: bool = False
) -> Iterator[Moment]:
    zone = dates.zone_named(publication.timezone)
    spoken = publication.language or page.language
    for text in texts:
        moment = (dates.search if people else dates.read)(text, zone, spoken) if text else None
        if moment and dates.EARLIEST < moment.at < capture.captured_at + YEARS_AHEAD:
            yield moment


def _is_home(url: str) -> bool:
    path = url.partition("://")[2].partition("/")[2]
    return not path or bool(re.fullmatch(r"[a-z]{2}(?:-[a-z]{2})?/?|index\.\w{3,5}", path, re.IGNORECASE))
