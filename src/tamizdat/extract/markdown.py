"""An operator's own pages in Markdown (GitHub's dialect) → Article.

Raw HTML in them is left out by cmark's safe mode. What the text does not say stands in front matter, between two
lines of `---` (names and values, lists in brackets or as lines with a dash) or of `+++` (TOML).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import cmarkgfm
from cmarkgfm.cmark import Options
from selectolax.lexbor import LexborHTMLParser

from tamizdat import urls
from tamizdat.errors import ExtractError
from tamizdat.extract import dates, repeats
from tamizdat.extract.blocks import read_blocks, text_of
from tamizdat.extract.chinese import chinese_script
from tamizdat.extract.spans import plain
from tamizdat.model import Article, Block, Capture, Figure, Heading, Learned, Publication, Tag
from tamizdat.page import one_line

FRONT = re.compile(r"(?P<rule>---|\+\+\+)[ \t]*\n(?P<text>.*?)^(?P=rule)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
FRONT_LIMIT = 20_000
PAIR = re.compile(r"(?P<name>[A-Za-z][\w-]{0,40})[ \t]*:[ \t]*(?P<value>[^\n]*)")
ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>[^\n]*)")


class MarkdownExtractor:
    """Reads a Markdown page with its front matter; without one the first heading is the title."""

    version = "markdown/1"

    def __init__(self, learned: Learned | None = None) -> None:
        self.learned = learned

    def extract(self, capture: Capture, publication: Publication) -> Article:
        """The article of a page; `ExtractError` for one without text, or whose front matter cannot be read."""
        text = capture.body.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
        front, text = _front_matter(text)
        address = urls.canonical(capture.url)
        body = LexborHTMLParser(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_FOOTNOTES)).body
        blocks = list(read_blocks([body] if body is not None else [], capture.final_url))
        title = _title(front, blocks, address)
        if not blocks:
            raise ExtractError("the page has no text", "write some below its title, or take the file away")
        lead = blocks.pop(0) if isinstance(blocks[0], Figure) and len(blocks) > 1 else None
        language = _word(front, "language", "lang") or publication.language
        return Article(
            id=urls.article_id(address),
            publication=publication.id,
            url=address,
            title=title,
            capture=capture.id,
            extractor=repeats.reading(self.version, self.learned),
            summary=_word(front, "summary", "description"),
            language=language or chinese_script(title + text_of(blocks)),
            authors=_words(front, "authors", "author"),
            section=_word(front, "section", "category") or capture.section,
            tags=tuple(Tag(name) for name in _words(front, "tags", "keywords")),
            published=_moment(front, publication, "date", "published") or capture.published,
            modified=_moment(front, publication, "modified", "updated", "lastmod"),
            blocks=repeats.without(tuple(blocks), self.learned, (title,)),
            lead=lead.image if isinstance(lead, Figure) else None,
        )


def _front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """What a page says of itself, by names in lower case, and the page without it."""
    found = FRONT.match(text, 0, FRONT_LIMIT)
    if found is None:
        return {}, text
    rest = text[found.end() :]
    if found["rule"] == "---":
        pairs = _pairs(found["text"])
        return (pairs, rest) if pairs else ({}, text)  # text between two rules is text
    try:
        return {name.lower(): value for name, value in tomllib.loads(found["text"]).items()}, rest
    except tomllib.TOMLDecodeError as error:
        raise ExtractError(
            f"the front matter is no TOML: {error}", "between lines of +++ each line is: name = value"
        ) from error


def _pairs(text: str) -> dict[str, Any]:
    """The plain part of YAML that front matter is written in: words, lists of words, nothing nested."""
    pairs: dict[str, Any] = {}
    name = ""
    for line in text.splitlines():
        pair, item = PAIR.fullmatch(line), ITEM.fullmatch(line)
        if pair:
            name = pair["name"].lower()
            value = pair["value"].strip()
            listed = value.startswith("[") and value.endswith("]")
            pairs[name] = [_bare(word) for word in value[1:-1].split(",") if word.strip()] if listed else _bare(value)
        elif item and name:
            kept = pairs[name]
            pairs[name] = [*(kept if isinstance(kept, list) else [kept] if kept else []), _bare(item["value"])]
    return pairs


def _bare(text: str) -> str:
    text = text.strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def _word(front: Mapping[str, Any], *names: str) -> str:
    return ", ".join(_words(front, *names))


def _words(front: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """The values of the first of some names that is there."""
    value = next((front[name] for name in names if front.get(name)), ())
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(filter(None, (one_line(str(word)) for word in values)))


def _moment(front: Mapping[str, Any], publication: Publication, *names: str) -> datetime | None:
    """A date of the front matter; without a time the beginning of that day in the publication's zone."""
    value = _word(front, *names)
    found = dates.read(value, dates.zone_named(publication.timezone)) if value else None
    if value and found is None:
        raise ExtractError(f"the front matter's {names[0]} is no date: {value[:40]!r}", "write it as 2024-05-31")
    return found.at.astimezone(UTC) if found else None


def _title(front: Mapping[str, Any], blocks: list[Block], address: str) -> str:
    """The front matter's title, else the first heading, which is then taken out, else the name of the file."""
    title = _word(front, "title")
    first = blocks[0] if blocks else None
    if isinstance(first, Heading) and (not title or plain(first.spans) == title):
        del blocks[0]
        return plain(first.spans)
    return title or PurePosixPath(unquote(urlsplit(address).path)).stem
