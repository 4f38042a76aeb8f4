"""List pages: the links of a section's page that lead to articles, and the older pages behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import ClassVar
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode, SelectolaxError

from tamizdat.errors import ConfigError
from tamizdat.gather.listing import Listing, accepted
from tamizdat.model import Entry
from tamizdat.page import Page, one_line, parse
from tamizdat.urls import canonical, is_topic, join, same_site

OLDER = 'a[rel~="next"], link[rel~="next"]'
OLDER_WORDS = re.compile(
    r"^(older|next|more|earlier|下一页|下一頁|下页|更早|بعدی|قدیمی|след|далее|раньше|ещё|→|»|›)", re.IGNORECASE
)
PAGED = re.compile(r"([?&]page=|/page/|[?&]p=)([0-9]{1,6})(?![0-9])")
# Parts of a page that lead everywhere but to its own articles.
FURNITURE = frozenset({"nav", "header", "footer", "aside", "form"})
# The most links of one page.
MOST = 2_000
# How far up furniture is looked for.
DEPTH = 200


class SectionGatherer(Listing):
    """A page that lists articles.

    Which links lead to articles is said by `include`, or by the option `links`, a CSS selector; without them it is
    told by the addresses. `next` selects the link to the older page; `back` is how many older pages are walked.
    """

    OPTIONS: ClassVar[Mapping[str, type]] = {"back": int, "links": str, "next": str}

    def entries(self) -> Iterator[Entry]:
        """The articles that the page links to; nothing if it has not changed."""
        return self.wanted(self._pages())

    def _pages(self) -> Iterator[Entry]:
        back = left = int(self.source.options.get("back", 0))
        url, seen = canonical(self.source.url), set[str]()
        while url and url not in seen:
            seen.add(url)
            answer = self.fetcher.get(url, purpose="list", conditional=not back)
            if answer.poll:
                self.polls.append(answer.poll)
            if answer.unchanged and not back:
                return
            page = parse(answer.body, answer.final_url, answer.headers.get("content-type", ""))
            for address, text in self._links(page):
                yield Entry(url=address, publication=self.publication.id, section=self.source.section, title=text)
            url, left = (self._older(page, url), left - 1) if left else ("", 0)

    def _links(self, page: Page) -> Iterator[tuple[str, str]]:
        selector = str(self.source.options.get("links", ""))
        for node in self._select(page, selector or "a[href]")[:MOST]:
            address = canonical(join(page.base, node.attributes.get("href") or ""))
            if selector or (self._is_article(address, page) and not _is_furniture(node)):
                yield address, one_line(node.text())

    def _is_article(self, url: str, page: Page) -> bool:
        """By what the operator includes; else by its address: on this site, with a number or a headline in it."""
        if not url or url == canonical(page.url) or not same_site(url, page.url):
            return False
        if self.source.include:
            return accepted(url, self.source)
        if is_topic(url, self.publication.topics) or PAGED.search(url):
            return False
        path = urlsplit(url).path.rstrip("/")
        last = path.rpartition("/")[2]
        numbered = bool(re.search(r"\d{4,}|\d+[/-]\d+", path)) or (
            path.count("/") >= 2 and bool(re.search(r"\d", last))
        )
        return len(path) > 1 and (numbered or last.count("-") >= 2)

    def _older(self, page: Page, url: str) -> str:
        """The page with older articles: what the operator or the page itself calls so, else the next number."""
        selector = str(self.source.options.get("next", ""))
        for node in self._select(page, selector or OLDER)[:1]:
            return canonical(join(page.base, node.attributes.get("href") or ""))
        if selector:
            return ""
        links = [(canonical(address), text) for address, text in islice(page.links(), MOST)]
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
    for _ in range(DEPTH):
        if above is None:
            return False
        if above.tag in FURNITURE:
            return True
        above = above.parent
    return False
