"""Headings, and paragraphs that are headings by their looks: a short line in bold that is no sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tamizdat.extract.spans import plain
from tamizdat.model import Block, Heading, Paragraph, Span

# A bold line is a heading if it is at most so long; 60 Chinese characters are a line and a half of a book.
LENGTH = 60
LEVEL = 3
SENTENCE = re.compile(r"。|[．.！!？?…;；؟۔।။។]$")


def make_heading(level: int, spans: Sequence[Span]) -> Heading:
    """A heading on one line."""
    return Heading(level, tuple(replace(span, text=span.text.replace("\n", " ")) for span in spans))


def by_looks(spans: tuple[Span, ...]) -> Iterator[Block]:
    """The blocks that a paragraph comes to: a heading if it is all in bold, and one apart if its first line is."""
    if _is_bold(spans):
        yield _heading(spans) if _is_title(spans, lines=2) else Paragraph(spans)
        return
    first, rest = _split(spans)
    if rest and _is_bold(first) and _is_title(first, lines=1):
        yield _heading(first)
        yield Paragraph(rest)
    else:
        yield Paragraph(spans)


def _heading(spans: Sequence[Span]) -> Heading:
    return make_heading(LEVEL, [replace(span, strong=False) for span in spans])


def _is_bold(spans: Sequence[Span]) -> bool:
    """Whether all letters are in bold; brackets and full stops around them may be left out of it."""
    return any(span.strong for span in spans) and not any(
        not span.strong and any(character.isalnum() for character in span.text) for span in spans
    )


def _is_title(spans: Sequence[Span], lines: int) -> bool:
    text = plain(spans).strip()
    return len(text) <= LENGTH and text.count("\n") < lines and not SENTENCE.search(text)


def _split(spans: Sequence[Span]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans of the first line, and those of all others; nothing in the second if there is but one line."""
    for place, span in enumerate(spans):
        before, line_break, after = span.text.partition("\n")
        if line_break:
            first = (*spans[:place], replace(span, text=before))
            rest = (replace(span, text=after), *spans[place + 1 :])
            return tuple(s for s in first if s.text), tuple(s for s in rest if s.text)
    return tuple(spans), ()
