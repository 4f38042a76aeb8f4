"""List pages: the links of a section's page that lead to articles, and the older pages behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode, SelectolaxError

from tamizdat.errors import ConfigError
from tamizdat.gather.listing import Listing
from tamizdat.model import Entry
from tamizdat.page import Page, one_line, parse
from tamizdat.urls import canonical, is_topic, join, same_site

OLDER = 'a[rel~="next"], link[rel~="next"]'
OLDER_WORDS = re.compile(
    r"^(older|next|more|earlier|下一页|下一頁|下页|更早|بعدی|قدیمی|след|далее|раньше|ещё|→|»|›)", re.IGNORECASE
)
PAGED = re.compile(r"([?&]page=|/page/|[?&]p=)(\d+)")
# Parts of a page that lead everywhere but to its own articles.
FURNITURE = frozenset({"nav", "header", "footer", "aside", "form"})
# The most links of one page.
MOST = 2_000


class SectionGatherer(Listing):
    """A page that lists articles. `links` is a CSS selector of the links, `next` of the one to the older page;

    `back` is how many older pages are walked.
    """

    OPTIONS = frozenset({"back", "links", "next"})

    def entries(self) -> Iterator[Entry]:
        """The articles that the page links to; nothing if it has not changed."""
        return self.wanted(self._pages())

    def _pages(self) -> Iterator[Entry]:
        url, left, seen = canonical(self.source.url), int(self.source.options.get("back", 0)), set[str]()
        while url and url not in seen:
            seen.add(url)
            answer = self.fetcher.get(url, purpose="list", conditional=left == 0)
            if answer.poll:
                self.polls.append(answer.poll)
            if answer.unchanged and not self.source.options.get("back"):
                return
            page = parse(answer.body, answer.final_url, answer.headers.get("content-type", ""))
            for address, text in self._links(page):
                yield Entry(url=address, publication=self.publication.id, section=self.source.section, title=text)
            url, left = (self._older(page, url), left - 1) if left else ("", 0)

    def _links(self, page: Page) -> Iterator[tuple[str, str]]:
        selector = str(self.source.options.get("links", ""))
        if selector:
            for node in self._select(page, selector)[:MOST]:
                yield canonical(join(page.base, node.attributes.get("href") or "")), one_line(node.text())
            return
        for node in page.tree.css("a[href]")[:MOST]:
            address = canonical(join(page.base, node.attributes.get("href") or ""))
            if self._is_article(address, page) and not _is_furniture(node):
                yield address, one_line(node.text())

    def _is_article(self, url: str, page: Page) -> bool:
        """By its address: on this site, with a number or a headline in it, and no list or topic."""
        if not url or not same_site(url, page.url) or is_topic(url, self.publication.topics) or PAGED.search(url):
            return False
        path = urlsplit(url).path.rstrip("/")
        last = path.rpartition("/")[2]
        numbered = bool(re.search(r"\d{4,}|\d+[/-]\d+", path)) or (
            path.count("/") >= 2 and bool(re.search(r"\d", last))
        )
        return len(path) > 1 and url != canonical(page.url) and (numbered or last.count("-") >= 2)

    def _older(self, page: Page, url: str) -> str:
        selector = str(self.source.options.get("next", ""))
        for node in self._select(page, selector or OLDER)[:1]:
            return canonical(join(page.base, node.attributes.get("href") or ""))
        if selector:
            return ""
        links = [(canonical(address), text) for address, text in page.links()]
        for address, text in links:
            if address and address != url and OLDER_WORDS.match(text) and same_site(address, url):
                return address
        here = PAGED.search(url)
        number = int(here[2]) + 1 if here else 2
        for address, _ in links:
            paged = PAGED.search(address)
            if paged and int(paged[2]) == number and same_site(address, url):
                return address
        return ""

    def _select(self, page: Page, selector: str) -> list[LexborNode]:
        try:
            return page.tree.css(selector)
        except (SelectolaxError, ValueError) as error:
            raise ConfigError(
                f'source {self.source.url}: "{selector}" is no CSS selector', "mend links or next"
            ) from error


def _is_furniture(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in FURNITURE:
            return True
        above = above.parent
    return False
