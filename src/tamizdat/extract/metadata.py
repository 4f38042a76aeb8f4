"""Page → what it says of itself: title, summary, authors, moments, section, language, address.

Sources in order of trust: what the page says to machines (JSON-LD of schema.org's NewsArticle and kin, OpenGraph,
Dublin Core), then what readers see, then what the feed said. Where they disagree, what readers see decides.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from tamizdat import urls
from tamizdat.extract import authors, dates
from tamizdat.extract.dates import Moment
from tamizdat.model import Capture, Publication
from tamizdat.page import Page, one_line

ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|NewsItem|OpinionPiece|Recipe)$")
JOINT = re.compile(r"\s{1,3}[|\-–—·•:»«›/]{1,2}\s{1,3}|\s{0,2}[_|｜丨—]{1,2}\s{0,2}")  # between a title and its site
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
AUTHORS = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "byline", "dc.author", "authors", "cxenseparse:author", "article.author", "mediaid",
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
SCRIPTS = (
    ("ja", re.compile(r"[\u3041-\u30fe]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("fa", re.compile(r"[پچژگیک]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
    ("bo", re.compile(r"[\u0f00-\u0fff]")),
)
# What is not written in Latin letters (or is one of the signs between them): on most pages nothing is.
FOREIGN = re.compile("[\u0370-\u1dff\u3041-\ud7a3]+")
NO_LETTER = re.compile(r"[\W_]+")
# Languages by the script that they are written in, named by one of them; all others in Latin letters.
WRITTEN = {
    language: script
    for script, languages in {
        "ru": "ru uk be bg sr mk kk ky tg mn tt",
        "ar": "ar fa ur ug ps ckb",
        "he": "he yi",
        "hi": "hi ne mr",
        **{alone: alone for alone in ("zh", "ja", "ko", "el", "th", "ka", "hy", "my", "bo")},
    }.items()
    for language in languages.split()
}
JOINING = " |-–—·_｜丨:»"
# A longer description in the page is the text itself.
LONGEST_SUMMARY = 600
YEARS_AHEAD = timedelta(days=2)
IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:[/_-]|\d{0,9}\.|$)")


def article_data(page: Page) -> dict[str, Any]:
    """The JSON-LD object that describes the page's article; an empty one if there is none."""
    found = [each for each in _objects(page) if any(ARTICLE.search(kind) for kind in _kinds(each))]
    for each in found:
        address = _address(each.get("mainEntityOfPage")) or _address(each.get("url"))
        if address and urls.canonical(urls.join(page.base, address)) == urls.canonical(page.url):
            return each
    return next((each for each in found if each.get("headline")), found[0] if found else {})


def title(page: Page, data: dict[str, Any], heading: str, name: str) -> str:
    """The headline without the site's name.

    `heading` is the visible one; where it and what machines are told are the same but for the site's name or a
    longer form, the visible one is meant.
    """
    told = [
        one_line(unescape(_text(data.get("headline")))),
        page.meta.get("og:title", ""),
        page.meta.get("twitter:title", ""),
    ]
    told = [one_line(unescape(each)) for each in told if each]
    heading = one_line(heading)
    for each in told:
        # A told title that is the heading, or the heading without its kicker, is written for a reader too.
        if heading and _key(heading).endswith(_key(each)) and len(_key(each)) > 8:
            return each
    if heading and (any(alike(heading, each) for each in [*told, page.title]) or not told):
        return heading
    best = next(iter(told), page.title)
    return without_site(best, _site_names(page, name)) or heading


def without_site(text: str, site_names: Iterable[str]) -> str:
    """A title without the site's name at its end or beginning."""
    pieces = JOINT.split(text)
    if len(pieces) < 2:
        return text
    known = {_key(each) for each in site_names if each}
    if _key(pieces[-1]) in known:
        return text[: text.rfind(pieces[-1])].strip(JOINING) or text
    if _key(pieces[0]) in known:
        return text[len(pieces[0]) :].strip(JOINING)
    return text


def summary(page: Page, data: dict[str, Any], headline: str) -> str:
    """What the page says in a sentence or two; nothing where it only says its title again."""
    told = [_text(data.get("description")), *(page.meta.get(name, "") for name in SUMMARIES)]
    told += [text for text in _properties(page, "description") if len(text) <= LONGEST_SUMMARY]
    for each in told:
        text = one_line(unescape(re.sub(r"<[^<>]{1,300}>", " ", unescape(each))))
        if len(text) > 20 and not alike(text, headline) and "http" not in text[:5]:
            return text
    return ""


def names(page: Page, data: dict[str, Any], bylines: Iterable[str], name: str) -> tuple[str, ...]:
    """Who wrote it: as machines are told, unless they are told the site's name; else as the bylines say."""
    told = authors.linked(data.get("author") or data.get("creator") or [])
    metas = [page.meta.get(each, "") for each in AUTHORS]
    site = {_key(each) for each in _site_names(page, name) if each}
    found = map(authors.names, (told, metas[:2], bylines, metas))
    return next((people for people in found if any(_key(each) not in site for each in people)), authors.names(told))


def published(
    page: Page, data: dict[str, Any], shown: Iterable[str], publication: Publication, capture: Capture
) -> datetime | None:
    """When it was published: what machines are told, what is shown, the source's word, the address."""
    told = [_text(data.get(name)) for name in ("datePublished", "dateCreated", "uploadDate")]
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
    told = [_text(data.get("dateModified")), *(page.meta.get(name, "") for name in MODIFIED)]
    first = next(_moments(page, told, publication, capture), None)
    return first.at if first else None


def section(page: Page, data: dict[str, Any], capture: Capture, headline: str) -> str:
    """Which part of the paper it stands in: as told, by the trail of breadcrumbs, by its source."""
    for each in _sections(page, data):
        text = one_line(unescape(each))
        if 1 < len(text) <= 60 and not alike(text, headline) and "://" not in text:
            return text
    return capture.section


def _sections(page: Page, data: dict[str, Any]) -> Iterator[str]:
    yield _text(data.get("articleSection"))
    yield from (page.meta.get(name, "") for name in SECTIONS)
    yield from _properties(page, "articleSection")
    yield from reversed(_trail(page))


def language(page: Page, text: str, publication: Publication) -> str:
    """The language of the text: as declared, where it is written in that script; else as the script says."""
    sample = text[:3000]
    letters = sum(map(str.isalpha, sample))
    foreign = "".join(FOREIGN.findall(sample))
    guess = next(
        (
            name
            for name, signs in SCRIPTS
            if len(signs.findall(foreign)) * (20 if name in ("uk", "fa", "ja") else 3) > letters
        ),
        "",
    )
    script = WRITTEN.get(guess, "")
    for declared in (page.language, publication.language):
        if declared and letters and WRITTEN.get(declared.partition("-")[0].lower(), "") == script:
            return declared
    return guess if letters else page.language or publication.language


def address(page: Page, capture: Capture) -> str:
    """The article's canonical address: the one that the page names, if it is on this site, else where it was found."""
    at = capture.final_url if urls.same_site(capture.final_url, capture.url) else capture.url
    links = (node.attributes.get("href") or "" for node in page.marked("rel=canonical"))
    for told in (next(links, ""), page.meta.get("og:url", "")):
        url = urls.canonical(urls.join(page.base, told))
        if url and urls.same_site(url, at) and (not _is_home(url) or _is_home(at)):
            return url
    return urls.canonical(at) or urls.canonical(capture.url) or at


def unescape(text: str) -> str:
    """A text with the entities undone that were escaped once too often."""
    return html.unescape(text) if "&" in text else text


def _objects(page: Page) -> Iterator[dict[str, Any]]:
    for each in page.linked_data:
        yield each
        inner = each.get("mainEntity")
        if isinstance(inner, dict):
            yield inner


def _kinds(value: dict[str, Any]) -> list[str]:
    kind = value.get("@type")
    return [each for each in (kind if isinstance(kind, list) else [kind]) if isinstance(each, str)]


def _address(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else ""


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = next(iter(value), "")
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""


@lru_cache(1024)
def _key(text: str) -> str:
    return NO_LETTER.sub("", text.casefold())


def alike(one: str, other: str) -> bool:
    """Whether two titles are one: equal but for signs and case, or one the beginning of the other."""
    first, second = sorted((_key(one), _key(other)), key=len)
    return bool(first) and (
        first == second or (len(first) >= 12 and second.startswith(first)) or (len(first) >= 20 and first in second)
    )


def _site_names(page: Page, name: str) -> list[str]:
    host = urls.host(page.url)
    return [
        name,
        page.meta.get("og:site_name", ""),
        page.meta.get("application-name", ""),
        host,
        host.removeprefix("www."),
        urls.site(page.url),
        urls.site(page.url).partition(".")[0],
    ]


def _moments(
    page: Page, texts: Iterable[str], publication: Publication, capture: Capture, people: bool = False
) -> Iterator[Moment]:
    zone = dates.zone_named(publication.timezone)
    spoken = publication.language or page.language
    for text in texts:
        moment = (dates.search if people else dates.read)(text, zone, spoken) if text else None
        if moment and dates.EARLIEST < moment.at < capture.captured_at + YEARS_AHEAD:
            yield moment


def _properties(page: Page, name: str) -> list[str]:
    """What readers see marked as a property of the article, and not of a picture or person in it."""
    found = []
    for node in page.marked(f"itemprop={name}")[:10]:
        owner = node.parent
        while owner is not None and "itemscope" not in owner.attributes:
            owner = owner.parent
        kind = (owner.attributes.get("itemtype") or "") if owner is not None else ""
        if not kind or ARTICLE.search(kind) or kind.endswith("WebPage"):
            found.append(one_line(node.attributes.get("content") or node.text()))
    return found


def _trail(page: Page) -> list[str]:
    """The names of the breadcrumbs between the home page and the article."""
    for each in page.linked_data:
        items = each.get("itemListElement")
        if "BreadcrumbList" in _kinds(each) and isinstance(items, list):
            found = [
                (_text(item.get("name")) or _text(item.get("item"))) for item in items[:10] if isinstance(item, dict)
            ]
            return found[1:] if len(found) > 1 else found
    return [one_line(node.text()) for node in page.tree.css("[class*=breadcrumb i] a[href]")[1:6]]


def _is_home(url: str) -> bool:
    path = url.partition("://")[2].partition("/")[2]
    return not path or bool(re.fullmatch(r"[a-z]{2}(?:-[a-z]{2})?/?|index\.\w{3,5}", path, re.IGNORECASE))
