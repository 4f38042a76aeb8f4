"""What a site offers to gather from: its feeds, sitemaps, name and language; for `tamizdat init`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from tamizdat.errors import SourceError
from tamizdat.gather.feed import FeedGatherer
from tamizdat.gather.fetch import Fetcher, Response
from tamizdat.gather.listing import Listing
from tamizdat.gather.section import SectionGatherer
from tamizdat.gather.sitemap import SitemapGatherer
from tamizdat.model import Publication, Source
from tamizdat.page import Page, one_line, parse
from tamizdat.urls import canonical, host, join, same_site

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
# Where feeds are found that no page tells of, in the order of how often.
USUAL_FEEDS = ("feed", "rss.xml", "feed.xml", "atom.xml", "feed.json", "rss")
# How a feed begins; a page may as well.
FEED_BEGINS = re.compile(rb"\s*(?:\xef\xbb\xbf)?(?:\{|<\?xml|<rss|<feed|<rdf:RDF)", re.IGNORECASE)
MOST_FEEDS = 5
SAMPLES = 10
# How many articles the first run takes of a large sitemap: a quarter of an hour of them at the usual pause.
NEWEST = 500
# Files of a sitemap that `init` reads, of the thousands that there may be.
FILES_LOOKED_AT = 10
TRIAL = Publication(id="trial", name="trial")
# What means something else in a regular expression, and may stand in a path.
ESCAPED = r"\\\g<0>"
SPECIAL = re.compile(r"[.+*?()$|\[\]{}^\\]")


class Found(Struct, frozen=True):
    """What `init` found: sources that were tried and list something, and some addresses of articles."""

    home: str
    name: str
    language: str
    sources: tuple[Source, ...]
    pages: tuple[str, ...]


def discover(fetcher: Fetcher, url: str) -> Found:
    """Look at a home page, or a feed, and where it leads. Raises `SourceError` where there is nothing to read."""
    # As a list it is not remembered, and so not «unchanged» where it is read again as a source.
    answer = fetcher.get(url, purpose="list", conditional=False)
    page = parse(answer.body, answer.final_url, answer.headers.get("content-type", ""))
    part = _part(answer.final_url)
    sources: list[Source] = []
    pages: list[str] = []
    for source in _candidates(fetcher, page, answer):
        linked = source.url in _linked_feeds(page)
        if source.kind == "feed" and not linked and any(each.kind == "feed" for each in sources):
            continue
        tried, listed = _tried(fetcher, source, part, whole=not _part(url))
        if listed:
            sources.append(tried)
            part = "" if source.kind == "feed" and source.url == canonical(answer.final_url) else part
            pages += [entry for entry in listed if entry not in pages]
    if not sources:
        hint = 'write a source of the kind "section" by hand: docs/configuration.md'
        raise SourceError(f"{url} has no feed, no sitemap, and no links that look like articles", hint)
    name = one_line(page.meta.get("og:site_name") or page.title or host(url))
    return Found(canonical(answer.final_url), name, page.language, tuple(sources), tuple(pages[: 2 * SAMPLES]))


def _candidates(fetcher: Fetcher, page: Page, answer: Response) -> Iterator[Source]:
    linked = _linked_feeds(page)
    if FEED_BEGINS.match(answer.body):
        yield Source(kind="feed", url=canonical(answer.final_url))
    for address in linked[:MOST_FEEDS]:
        yield Source(kind="feed", url=address)
    if not linked:
        for path in USUAL_FEEDS:
            yield Source(kind="feed", url=join(answer.final_url, path))
    for address in _told_sitemaps(fetcher, answer.final_url) or [join(answer.final_url, "/sitemap.xml")]:
        yield Source(kind="sitemap", url=address, options={"newest": NEWEST})
    yield Source(kind="section", url=answer.final_url)


def _part(home: str) -> str:
    """The pattern of the addresses below a home page that is a part of its site (`/zh/`); "" for a whole one."""
    folder, _, last = urlsplit(home).path.rstrip("/").rpartition("/")
    folder = folder if "." in last else f"{folder}/{last}".rstrip("/")
    return rf"^https?://[^/]+{SPECIAL.sub(ESCAPED, folder)}/" if folder else ""


def _tried(fetcher: Fetcher, source: Source, part: str, *, whole: bool) -> tuple[Source, list[str]]:
    """A source as it should be kept, and some of what it lists.

    Of a sitemap, which is the whole site's, only the part is taken that the home page stands for; nothing where it
    lists nothing of that part, unless `whole`: then the site itself chose the part, and its articles may lie elsewhere.
    """
    if source.kind != "sitemap":
        make = FeedGatherer if source.kind == "feed" else SectionGatherer
        return source, _listed(make(source, TRIAL, fetcher))
    narrow = replace(source, include=(part,)) if part else source
    tried, listed = _sitemap(fetcher, narrow)
    return (tried, listed) if listed or not (part and whole) else _sitemap(fetcher, source)


def _sitemap(fetcher: Fetcher, source: Source) -> tuple[Source, list[str]]:
    """A sitemap, looked at only here and there, and some of what it lists; small ones are taken whole."""
    gatherer = SitemapGatherer(source, TRIAL, fetcher)
    gatherer.most_files = FILES_LOOKED_AT
    listed = _listed(gatherer)
    return (replace(source, options={}) if gatherer.complete else source), listed


def _linked_feeds(page: Page) -> list[str]:
    found = []
    for node in page.tree.css('link[rel~="alternate"][href]'):
        attributes = node.attributes
        address = canonical(join(page.base, attributes.get("href") or ""))
        if (attributes.get("type") or "").lower() in FEED_TYPES and address and "comment" not in address:
            found.append(address)
    return list(dict.fromkeys(found))


def _told_sitemaps(fetcher: Fetcher, home: str) -> list[str]:
    """The sitemaps that robots.txt names, on this site."""
    try:
        answer = fetcher.get(join(home, "/robots.txt"), purpose="list", conditional=False)
    except SourceError:
        return []
    lines = (line.partition(":") for line in answer.body.decode("utf-8", "replace").splitlines()[:2_000])
    told = [canonical(value.strip()) for name, _, value in lines if name.strip().lower() == "sitemap"]
    return [address for address in dict.fromkeys(told) if same_site(address, home)][:MOST_FEEDS]


def _listed(gatherer: Listing) -> list[str]:
    found: list[str] = []
    with suppress(SourceError):  # what it could list before is worth having
        found += (entry.url for entry in islice(gatherer.entries(), SAMPLES))
    return found
