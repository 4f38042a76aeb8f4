"""Pages that are shells: their story stands in a script alone, for machines or for the script that draws the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from tamizdat.extract import kinds, structured
from tamizdat.extract.blocks import read_blocks
from tamizdat.extract.titles import alike
from tamizdat.model import Block, Paragraph, Span
from tamizdat.page import Page

# Shorter strings hold no story (characters).
SHORTEST = 300
# What is looked at of all scripts (characters), and of the strings of one; data within data is read twice.
LOOKED_AT = 2_000_000
STRINGS = 20_000
NESTED = 2
# Always ends, at the latest with its line, so that no text is read twice.
STRING = re.compile(r'"(?:[^"\\\n]++|\\.)*+(?:"|\n|$)')
# What stands in data, and hardly in a text.
DATA = re.compile(r'"\s?:\s?["\[{]')
PARAGRAPH = re.compile(r"<(?:p|br|div)\b[^<>]{0,300}>", re.IGNORECASE)
TAG = re.compile(r"</?[a-z][a-z0-9]{0,9}\b[^<>]{0,300}>", re.IGNORECASE)
# Machines are told a text with its paragraphs apart by lines, or by no more than two spaces.
APART = re.compile(r"\s{0,9}\n\s{0,9}|(?<=\S) {2,9}(?=\S)")


def story(page: Page, data: dict[str, Any], title: str) -> tuple[Block, ...]:
    """The story that the scripts of a page hold, if it says that it is an article; else no blocks."""
    if not kinds.says_article(page, data):
        return ()
    told = data.get("articleBody")
    if isinstance(told, str) and len(told) >= SHORTEST:
        return blocks_of(structured.unescape(told), page.base)
    found, left = "", LOOKED_AT
    for node in page.tree.css("script"):
        script = node.text()[: max(0, left)]
        left -= len(script)
        if "<p" not in script and "003cp" not in script:
            continue
        texts = list(_strings(script, NESTED))
        if any(len(text) < 4 * len(title) and alike(text, title) for text in texts):
            found = max(found, *filter(_is_markup, texts), "", key=len)
    return blocks_of(found[max(0, found.find("<")) :], page.base)


def blocks_of(text: str, base: str) -> tuple[Block, ...]:
    """A text that machines are told, as HTML if it has tags of it, else by its lines."""
    if TAG.search(text):
        body = LexborHTMLParser(text).body
        return read_blocks([body], base) if body is not None else ()
    lines = (" ".join(line.split()) for line in APART.split(text))
    return tuple(Paragraph((Span(line),)) for line in lines if line)


def _strings(script: str, depth: int) -> Iterator[str]:
    """The strings of a script, and those in strings that hold data themselves."""
    for found in islice(STRING.finditer(script), STRINGS):
        try:
            text = json.loads(found[0])
        except ValueError:
            continue
        yield text
        if depth > 1 and len(text) > SHORTEST and DATA.search(text):
            yield from _strings(text, depth - 1)


def _is_markup(text: str) -> bool:
    return len(text) >= SHORTEST and not DATA.search(text) and len(PARAGRAPH.findall(text)) > 1
