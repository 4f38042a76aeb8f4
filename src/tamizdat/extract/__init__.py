"""Capture → Article: all knowledge of HTML. Pure: no network, no files, no clock.

An extractor raises `ExtractError` where a page holds no article; there is no empty article.
"""

from __future__ import annotations

from typing import Protocol, cast

from tamizdat.model import Article, Capture, Learned, Publication
from tamizdat.plugins import load

KINDS = {
    "html": "tamizdat.extract.html:HtmlExtractor",
    "markdown": "tamizdat.extract.markdown:MarkdownExtractor",
    "old mirror": "tamizdat.extract.old_mirror:OldMirrorExtractor",
}


class Extractor(Protocol):
    """One way to read pages; its `version` is kept with each article that it made."""

    version: str

    def extract(self, capture: Capture, publication: Publication) -> Article:
        """The article that a capture holds, or `ExtractError`."""


def kind_of(capture: Capture) -> str:
    """Which extractor reads a capture, by its declared type and, for Markdown, its frame."""
    if capture.media_type != "text/markdown":
        return "html"
    from tamizdat.extract import old_mirror

    return "old mirror" if old_mirror.recognises(capture.body) else "markdown"


def extractor(kind: str, learned: Learned | None = None) -> Extractor:
    """The extractor of a kind; `learned` is what it is told of the site (see `learn.py`)."""
    return cast(Extractor, load(kind, KINDS, "extractor")(learned))


def extract(capture: Capture, publication: Publication, learned: Learned | None = None) -> Article:
    """The article that a capture holds, read by the extractor that fits it and with what was learned of the site."""
    return extractor(kind_of(capture), learned).extract(capture, publication)
