"""Exchanges, captures and articles of a paper that does not exist; and any article at all, for hypothesis."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tamizdat.archive import Archive
from tamizdat.model import (
    Article,
    Block,
    Capture,
    Cell,
    Code,
    Embed,
    Exchange,
    Figure,
    Heading,
    Image,
    Listing,
    Paragraph,
    Quote,
    Separator,
    Span,
    Support,
    Table,
    Tag,
)
from tamizdat.urls import article_id, canonical

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://paper.example/ferry"
HOUR = timedelta(hours=1)


def exchange(body: bytes = b"<p>The ferry sails.", **more: Any) -> Exchange:
    """A page asked for and given."""
    values: dict[str, Any] = {
        "url": URL,
        "method": "GET",
        "at": NOW,
        "request_headers": (("Host", "paper.example"), ("User-Agent", "tamizdat")),
        "status": 200,
        "reason": "OK",
        "headers": (("Content-Type", "text/html"),),
        "address": "192.0.2.7",
    }
    return Exchange(**(values | {"body": body} | more))


def capture(body: bytes = b"<p>The ferry sails.", url: str = URL, at: datetime = NOW, **more: Any) -> Capture:
    """A page as it was at a moment."""
    values: dict[str, Any] = {
        "final_url": url,
        "publication": "paper",
        "status": 200,
        "headers": {"content-type": "text/html"},
    }
    return Capture(**(values | {"url": url, "captured_at": at, "body": body} | more))


def article(text: str = "The ferry sails.", url: str = URL, **more: Any) -> Article:
    """An article of one paragraph."""
    values: dict[str, Any] = {
        "id": article_id(canonical(url)),
        "publication": "paper",
        "title": "Ferry",
        "capture": "",
        "extractor": "test 1",
        "blocks": (Paragraph((Span(text),)),),
    }
    return Article(**(values | {"url": canonical(url)} | more))


def keep(archive: Archive, text: str, url: str = URL, at: datetime = NOW, **more: Any) -> bool:
    """Keep an article as the pipeline does: its capture, then what it was read as; whether it is a new revision."""
    page = capture(text.encode(), url, at, publication=more.get("publication", "paper"))
    with archive.transaction():
        archive.add_capture(page)
        return archive.add_article(page, article(text, url, **more))


def as_kept(page: Capture, read: Article) -> Article:
    """An article as the archive gives it back: it knows its capture."""
    return Article(**({name: getattr(read, name) for name in read.__struct_fields__} | {"capture": page.id}))


moments = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def any_article(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Article]:
    """Any article at all, of these texts."""
    spans = st.lists(
        st.builds(
            Span,
            texts,
            href=st.sampled_from(["", "https://other.example/a b?q=ю#top", "mailto:x"]),
            strong=st.booleans(),
            emphasis=st.booleans(),
            code=st.booleans(),
            position=st.sampled_from(["", "sub", "super"]),
            ruby=texts,
        ),
        max_size=3,
    ).map(tuple)
    images = st.builds(
        Image, st.sampled_from(["https://paper.example/1.jpg", "https://paper.example/2.jpg"]), texts, texts, texts
    )
    cells = st.lists(st.builds(Cell, spans, st.booleans(), st.integers(1, 9), st.integers(1, 9)), max_size=3).map(tuple)
    leaves: st.SearchStrategy[Block] = st.one_of(
        st.builds(Paragraph, spans),
        st.builds(Heading, st.integers(2, 6), spans),
        st.builds(Figure, images),
        st.builds(Table, st.lists(cells, max_size=3).map(tuple), texts),
        st.builds(Code, texts),
        st.builds(Embed, st.sampled_from(["video", "map"]), st.just("https://other.example/v"), texts),
        st.builds(Separator),
    )
    blocks = st.lists(
        st.recursive(
            leaves,
            lambda inner: st.one_of(
                st.builds(Quote, st.lists(inner, max_size=3).map(tuple), texts),
                st.builds(
                    Listing, st.lists(st.lists(inner, max_size=2).map(tuple), max_size=3).map(tuple), st.booleans()
                ),
            ),
            max_leaves=6,
        ),
        max_size=5,
    ).map(tuple)
    return st.builds(
        article,
        title=texts,
        summary=texts,
        language=st.sampled_from(["", "zh-Hans", "fa", "ru"]),
        authors=st.lists(texts, max_size=3).map(tuple),
        section=texts,
        tags=st.lists(st.builds(Tag, texts, st.sampled_from(["", "https://paper.example/tag/1"])), max_size=3).map(
            tuple
        ),
        published=st.none() | moments,
        modified=st.none() | moments,
        blocks=blocks,
        lead=st.none() | images,
        source_line=texts,
        confidence=st.dictionaries(st.sampled_from(["title", "body"]), st.builds(Support, st.floats(0, 1), texts)),
    )


articles = any_article(st.text(max_size=30))
