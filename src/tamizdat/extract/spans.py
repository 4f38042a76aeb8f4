"""Pieces of text with their style → the spans of a paragraph: white space settled, equal neighbours merged.

White space follows CSS Text (collapsing, segment breaks): a run is one space; a run that holds a line feed is
nothing beside a Chinese or Japanese character, for there no space was meant, only the source was wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tamizdat.model import Span

# Stands among pieces for <br>; the control character itself never comes out of a page (see `CONTROL`).
BREAK = "\v"
BLANK = " \t\n\r\f\u00a0\u3000"
RUN = re.compile(f"[{BLANK}]{{2,}}|[\t\n\r\f]")
# As in `page`, with what is no white space in HTML (the vertical tab, U+0085).
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
# The zero-width space divides words in Thai, Lao, Burmese and Khmer; elsewhere an editor left it behind.
ZERO_WIDTH = re.compile("(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b+")
# Invisible at the ends of a paragraph, meaningful within it in some scripts.
ENDS = BLANK + "\u200b\u2028\u2029"


class Style(NamedTuple):
    """How a piece of text is set; the fields of a `Span` but for the text."""

    href: str = ""
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    position: str = ""
    ruby: str = ""


PLAIN = Style()
Piece = tuple[str, Style]


def make_spans(pieces: Sequence[Piece]) -> tuple[Span, ...]:
    """The spans of one paragraph; none if nothing but white space is in it."""
    if len(pieces) == 1:
        text, style = pieces[0]
        text = text.strip(ENDS)
        if "  " not in text and text.isprintable():
            return (Span(text, *style),) if text else ()  # type: ignore[arg-type]  # position is one of three words
    return _settled(pieces)


def _settled(pieces: Sequence[Piece]) -> tuple[Span, ...]:
    words: list[list[str]] = []
    styles: list[Style] = []
    gap, gap_style, last = "", PLAIN, ""
    for text, style in pieces:
        if text is BREAK:
            if last and last != "\n":
                words[-1].append("\n")
                last = "\n"
            gap = ""
            continue
        tail = text.lstrip(BLANK)
        core = tail.rstrip(BLANK)
        if "  " in core or not core.isprintable():
            # What stands around the core needs no settling: `_space` asks of it only what is in it.
            text = RUN.sub(_settle, _cleaned(text))
            tail = text.lstrip(BLANK)
            core = tail.rstrip(BLANK)
        if not core:
            gap, gap_style = gap + text, style
            continue
        before = _space(gap + text[: len(text) - len(tail)], last, core[0])
        if styles and (style is styles[-1] or style == styles[-1]):
            words[-1].append(before + core)
        else:
            if before and style != PLAIN and styles:
                _append_space(words, styles, before, gap_style)
                before = ""
            words.append([before + core])
            styles.append(style)
        gap, gap_style, last = tail[len(core) :], style, core[-1]
    return _trim(words, styles)


def _cleaned(text: str) -> str:
    """A text without the characters that nobody sees and no format allows."""
    text = CONTROL.sub("", text)
    return ZERO_WIDTH.sub("", text) if "\u200b" in text else text


def plain(spans: Iterable[Span]) -> str:
    """The text of some spans, without their styles."""
    return "".join([span.text for span in spans])  # a third faster than of a generator


def _append_space(words: list[list[str]], styles: list[Style], space: str, style: Style) -> None:
    """A space between two pieces belongs to the plainer: no link or emphasis ends in white space."""
    if styles[-1] == PLAIN or styles[-1] == style:
        words[-1].append(space)
    else:
        words.append([space])
        styles.append(PLAIN)


def _trim(words: Sequence[list[str]], styles: Sequence[Style]) -> tuple[Span, ...]:
    if not words:
        return ()
    texts = ["".join(parts) for parts in words]
    texts[0] = texts[0].lstrip(ENDS)
    texts[-1] = texts[-1].rstrip(ENDS)
    return tuple([Span(text, *style) for text, style in zip(texts, styles, strict=True) if text])  # type: ignore[arg-type]  # position is one of three words


def _settle(match: re.Match[str]) -> str:
    """A run of white space inside one piece; at its ends only whether it held a line feed is passed on."""
    text, start, end = match.string, match.start(), match.end()
    if start == 0 or end == len(text):
        return "\n" if "\n" in match[0] or "\r" in match[0] else _kind(match[0])
    return _space(match[0], text[start - 1], text[end])


def _space(run: str, before: str, after: str) -> str:
    """What a run of white space between two characters comes to."""
    if not run or not before or before == "\n":
        return ""
    if "\n" in run or "\r" in run:
        return "" if is_wide(before) or is_wide(after) else " "
    return _kind(run)


def _kind(run: str) -> str:
    if "\u3000" in run:
        return "\u3000"
    return run if run == "\u00a0" else " "


def is_wide(character: str) -> bool:
    """Whether a character is Chinese or Japanese (or of their punctuation): scripts without spaces between words."""
    return (
        "\u2e80" <= character <= "\ua4cf"
        or "\uf900" <= character <= "\ufaff"
        or "\ufe30" <= character <= "\ufe4f"
        or "\uff00" <= character <= "\uffef"
        or character >= "\U00020000"
    )
