"""What a page says to machines: the JSON-LD object of its article, microdata, the trail of breadcrumbs."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from tamizdat import urls
from tamizdat.page import Page, one_line

ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|NewsItem|OpinionPiece|Recipe)$")


def article_data(page: Page) -> dict[str, Any]:
    """The JSON-LD object that describes the page's article; an empty one if there is none."""
    found = [each for each in _objects(page) if any(ARTICLE.search(kind) for kind in kinds(each))]
    for each in found:
        address = _address(each.get("mainEntityOfPage")) or _address(each.get("url"))
        if address and urls.canonical(urls.join(page.base, address)) == urls.canonical(page.url):
            return each
    return next((each for each in found if each.get("headline")), found[0] if found else {})


def kinds(value: dict[str, Any]) -> list[str]:
    """The types of a JSON-LD object."""
    kind = value.get("@type")
    return [each for each in (kind if isinstance(kind, list) else [kind]) if isinstance(each, str)]


def text_in(value: Any) -> str:
    """The text that a JSON-LD value is, or the name of the thing that it is; the first of a list."""
    if isinstance(value, list):
        value = next(iter(value), "")
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def unescape(text: str) -> str:
    """A text with the entities undone that were escaped once or twice too often."""
    return html.unescape(html.unescape(text)) if "&" in text else text


def properties(page: Page, name: str) -> list[str]:
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


def trail(page: Page) -> list[str]:
    """The names of the breadcrumbs between the home page and the article."""
    for each in page.linked_data:
        items = each.get("itemListElement")
        if "BreadcrumbList" in kinds(each) and isinstance(items, list):
            found = [
                (text_in(item.get("name")) or text_in(item.get("item")))
                for item in items[:10]
                if isinstance(item, dict)
            ]
            return found[1:] if len(found) > 1 else found
    return [one_line(node.text()) for node in page.tree.css("[class*=crumb i] a[href]")[1:6]]


def _objects(page: Page) -> Iterator[dict[str, Any]]:
    for each in page.linked_data:
        yield each
        inner = each.get("mainEntity")
        if isinstance(inner, dict):
            yield inner


def _address(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else ""
