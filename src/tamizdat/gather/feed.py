"""Feeds: RSS 0.9 to 2.0, RDF and Atom by feedparser, and JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

import calendar
import html
import json
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser

from tamizdat.errors import SourceError
from tamizdat.gather.listing import Listing
from tamizdat.model import Capture, Entry
from tamizdat.page import decode
from tamizdat.urls import canonical, join

# The most items read of one document, so that a feed without end has an end.
MOST = 10_000
OLDER = ("next", "prev-archive")


class FeedGatherer(Listing):
    """A feed. With the option `full_text` its own content is captured in the place of the pages;

    with `back` so many older documents of a paged feed (RFC 5005) are read.
    """

    OPTIONS = frozenset({"back", "full_text"})

    def entries(self) -> Iterator[Entry]:
        """What the feed lists; nothing if it has not changed. Raises `SourceError` where it is no feed."""
        self._content: dict[str, str] = {}
        return self.wanted(self._documents())

    def capture(self, entry: Entry) -> Capture:
        """The page of an entry, or the feed's own text of it."""
        content = getattr(self, "_content", {}).get(entry.url, "")
        if not content:
            return super().capture(entry)
        page = (
            f"<!doctype html><meta charset=utf-8><title>{html.escape(entry.title)}</title><article>{content}</article>"
        )
        return Capture(
            url=entry.url,
            final_url=entry.url,
            publication=entry.publication,
            captured_at=self.fetcher.now(),
            status=200,
            headers={"content-type": "text/html; charset=utf-8"},
            body=page.encode(),
            via=f"feed {self.source.url}",
            section=entry.section,
            published=entry.published,
        )

    def _documents(self) -> Iterator[Entry]:
        url, left, seen = self.source.url, int(self.source.options.get("back", 0)), set[str]()
        while url and url not in seen:
            seen.add(url)
            answer = self.fetcher.get(url, purpose="list", conditional=left == 0)
            if answer.poll:
                self.polls.append(answer.poll)
            if answer.unchanged and not self.source.options.get("back"):
                return
            items, older = _read(answer.body, answer.final_url, answer.headers.get("content-type", ""))
            yield from (self._entry(item) for item in items[:MOST])
            url, left = (older, left - 1) if left else ("", 0)

    def _entry(self, item: dict[str, Any]) -> Entry:
        url = canonical(item["url"])
        if self.source.options.get("full_text") and item["content"]:
            self._content[url] = item["content"]
        return Entry(
            url=url,
            publication=self.publication.id,
            section=self.source.section,
            title=item["title"],
            published=item["published"],
            modified=item["modified"],
        )


def _read(body: bytes, url: str, content_type: str) -> tuple[list[dict[str, Any]], str]:
    """The items of a feed and the address of an older document of it."""
    if body.lstrip()[:1] == b"{":
        return _read_json(body, url, content_type)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            found = feedparser.parse(body, response_headers={"content-location": url, "content-type": content_type})
        except (ValueError, AssertionError, RecursionError, LookupError, TypeError) as error:
            raise SourceError(f"{url} is no feed that can be read: {error}", _HINT) from error
    if not found.entries and not found.version:
        raise SourceError(f"{url} is no feed", _HINT)
    older = [link.get("href", "") for link in found.feed.get("links", []) if link.get("rel") in OLDER]
    return [_item(entry, url) for entry in found.entries], canonical(older[0]) if older else ""


_HINT = "open it in a browser; a page that lists articles is of the kind `section`"


def _item(entry: Any, base: str) -> dict[str, Any]:
    link = entry.get("link") or (entry.get("id", "") if str(entry.get("id", "")).startswith("http") else "")
    contents = [part.get("value", "") for part in entry.get("content", []) if "html" in part.get("type", "html")]
    return {
        "url": join(base, link),
        "title": html.unescape(entry.get("title", "")).strip(),
        "published": _moment(entry.get("published_parsed")),
        "modified": _moment(entry.get("updated_parsed")) if entry.get("updated") else None,
        "content": max(contents, key=len, default="") or entry.get("summary", ""),
    }


def _moment(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _read_json(body: bytes, url: str, content_type: str) -> tuple[list[dict[str, Any]], str]:
    try:
        feed = json.loads(decode(body, content_type))
        items = [item for item in feed["items"] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError(f"{url} is no JSON feed", "open it in a browser to see what it is") from error
    return [_json_item(item, url) for item in items], canonical(join(url, str(feed.get("next_url") or "")))


def _json_item(item: dict[str, Any], base: str) -> dict[str, Any]:
    link = str(item.get("url") or item.get("external_url") or item.get("id") or "")
    return {
        "url": join(base, link),
        "title": str(item.get("title") or ""),
        "published": _iso(item.get("date_published")),
        "modified": _iso(item.get("date_modified")),
        "content": str(item.get("content_html") or html.escape(str(item.get("content_text") or ""))),
    }


def _iso(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
