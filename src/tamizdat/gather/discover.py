"""What a site offers to gather from: its feeds, sitemaps, name and language; for `tamizdat init`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from msgspec import Struct

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
    publication = Publication(id="trial", name="trial")
    sources: list[Source] = []
    pages: list[str] = []
    for kind, address, make in _candidates(fetcher, page, answer):
        if kind == "feed" and any(source.kind == "feed" for source in sources) and address not in _linked_feeds(page):
            continue
        source = Source(kind=kind, url=address)
        listed = _listed(make(source, publication, fetcher))
        if listed:
            sources.append(source)
            pages += [entry for entry in listed if entry not in pages]
    if not sources:
        hint = 'write a source of the kind "section" by hand: docs/configuration.md'
        raise SourceError(f"{url} has no feed, no sitemap, and no links that look like articles", hint)
    name = one_line(page.meta.get("og:site_name") or page.title or host(url))
    return Found(canonical(answer.final_url), name, page.language, tuple(sources), tuple(pages[: 2 * SAMPLES]))


def _candidates(fetcher: Fetcher, page: Page, answer: Response) -> Iterator[tuple[str, str, type[Listing]]]:
    linked = _linked_feeds(page)
    if FEED_BEGINS.match(answer.body):
        yield "feed", canonical(answer.final_url), FeedGatherer
    for address in linked[:MOST_FEEDS]:
        yield "feed", address, FeedGatherer
    if not linked:
        for path in USUAL_FEEDS:
            yield "feed", join(answer.final_url, path), FeedGatherer
    for address in _told_sitemaps(fetcher, answer.final_url) or [join(answer.final_url, "/sitemap.xml")]:
        yield "sitemap", address, SitemapGatherer
    yield "section", answer.final_url, SectionGatherer


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
