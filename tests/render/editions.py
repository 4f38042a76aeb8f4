"""Editions made by hand: contents without an archive, written through a renderer and read by the gate."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cmarkgfm
from archive.samples import article
from cmarkgfm.cmark import Options
from selectolax.lexbor import LexborHTMLParser

from tamizdat.archive import content_digest
from tamizdat.blocks import links
from tamizdat.blocks import pictures as pictures_of
from tamizdat.model import Article, Edition, Headline, Picture, Publication
from tamizdat.render import renderer
from tamizdat.render.contents import Contents
from tamizdat.render.gate import inspect

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PAPER = Publication(id="paper", name="The Paper", language="en", timezone="Europe/Lisbon")
PICTURE = Picture(url="https://paper.example/1.jpg", digest="ab" * 32, media_type="image/webp", width=1200, height=800)
# The smallest WebP that Pillow makes: one pixel.
PIXEL = bytes.fromhex("52494646240000005745425056503820180000005001009d012a0100010001402625a400058c0000fea28000")


def headline(article: Article, number: int = 0, **more: Any) -> Headline:
    """The light row of an article, as the archive would give it."""
    values: dict[str, Any] = {
        "id": article.id,
        "path": f"2026/03/02/{article.id}",
        "number": number,
        "title": article.title,
        "publication": article.publication,
        "url": article.url,
        "digest": content_digest(article),
        "at": AT,
        "published": article.published,
        "section": article.section,
        "tags": article.tags,
        "summary": article.summary,
        "links": tuple(links(article.blocks)),
        "pictures": tuple(pictures_of(article)),
    }
    return Headline(**(values | more))


def contents(
    articles: Sequence[Article],
    *,
    pictures: Sequence[Picture] = (),
    pages: Mapping[str, Article] | None = None,
    **edition: Any,
) -> Contents:
    """An edition of these articles."""
    known = {article.id: article for article in articles}
    values: dict[str, Any] = {"name": "news", "format": "markdown", "title": "News", "language": "en"}
    return Contents(
        edition=Edition(**(values | edition)),
        publications={"paper": PAPER},
        headlines=[headline(article, number) for number, article in enumerate(articles)],
        article=known.__getitem__,
        pictures={picture.url: picture for picture in pictures},
        aliases={article.url: article.id for article in articles},
        pages=pages or {},
        sisters={},
    )


def story(number: int = 1, **more: Any) -> Article:
    """One article of a paper, with an address of its own."""
    return article(f"Story number {number}.", f"https://paper.example/{number}", **more)


def keys(format: str, edition: Contents) -> dict[str, str]:
    """The key of every file of an edition."""
    return {file.path: file.key for file in renderer(format).plan(edition)}


def written(format: str, edition: Contents, folder: Path, origins: Collection[str] = ()) -> dict[str, bytes]:
    """Every file of an edition, written; a fault that the gate finds in one fails the test."""
    tool = renderer(format)
    plan = list(tool.plan(edition))
    paths = {file.path for file in plan}
    assert len(paths) == len(plan), "no path is planned twice"
    picture = folder / "picture"
    picture.write_bytes(PIXEL)
    made = {}
    for number, file in enumerate(plan):
        target = folder / str(number)
        tool.write(edition, file, lambda digest: picture, target)
        made[file.path] = target.read_bytes()
        faults = list(inspect(file.path, made[file.path], origins=origins, files=paths))
        assert not faults, (file.path, faults)
    return made


def as_github(text: str) -> str:
    """A Markdown page as a host of repositories shows it."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    return str(cmarkgfm.github_flavored_markdown_to_html(text, options=options))


def seen(html: str) -> str:
    """The text that a reader of a page sees, without white space and what does not show."""
    return squeezed(LexborHTMLParser(html).body.text())  # type: ignore[union-attr]


def squeezed(text: str) -> str:
    """A text without white space and what does not show, to compare words by."""
    shown = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return re.sub(r"\s+", "", "".join(shown))
