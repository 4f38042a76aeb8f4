"""Blocks → Markdown, as GitHub reads it.

Emphasis is written with stars where stars are sure to work, else with tags: next to Chinese quotation marks, say,
CommonMark takes no star for a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from tamizdat.model import (
    Block,
    Code,
    Embed,
    Figure,
    Heading,
    Image,
    Listing,
    Paragraph,
    Quote,
    Separator,
    Span,
    Table,
)
from tamizdat.render import escape
from tamizdat.render.links import Links
from tamizdat.render.words import Words

HARD_BREAK = "\\\n"
# Where stars begin or end a word: between letters or digits.
SURE = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)


def markdown(blocks: Sequence[Block], links: Links, words: Words) -> str:
    """The blocks with an empty line between them."""
    return "\n\n".join(filter(None, (_block(block, links, words) for block in blocks)))


def figure(image: Image, links: Links, words: Words) -> str:
    """A picture with its caption and credit below; where we do not hold it, its description stands for it."""
    path, _, _ = links.picture(image.url)
    alt = escape.inline(escape.one_line(image.alt))
    stand_in = f"\\[{escape.inline(words.kind('photo', escape.one_line(image.alt)))}\\]"
    shown = f"![{alt}]({path})" if path else stand_in
    below = [escape.inline(text) for text in map(escape.one_line, (image.caption, image.credit)) if text]
    return HARD_BREAK.join([shown, *([_marked(" · ".join(below), "*", "em")] if below else [])])


def line(spans: Sequence[Span], links: Links, *, tagged: bool = False) -> str:
    """Running text on one line, breaks as `<br>`; all emphasis as tags, if `tagged`."""
    return "<br>".join(_lines(spans, links, tagged=tagged))


def _block(block: Block, links: Links, words: Words) -> str:
    match block:
        case Paragraph(spans):
            return HARD_BREAK.join(map(escape.opening, _lines(spans, links)))
        case Heading(level, spans):
            return f"{'#' * min(max(level, 2), 6)} {line(spans, links)}"
        case Quote(blocks, source):
            inner = [markdown(blocks, links, words)]
            inner += [f"— {escape.inline(escape.one_line(source))}"] if source else []
            return _indented("\n\n".join(filter(None, inner)), "> ", "> ")
        case Listing(items, ordered):
            return "\n".join(_items(items, ordered, links, words))
        case Figure(image):
            return figure(image, links, words)
        case Table():
            return _table(block, links)
        case Code(text):
            return _code(escape.plain(text))
        case Embed(kind, url, title):
            links.inside(url, title)
            return escape.opening(escape.inline(escape.one_line(words.kind(kind, title))))
        case Separator():
            return "***"


def _code(text: str) -> str:
    """A fenced block; as HTML where the text holds what Jekyll would run, fence or no fence."""
    if escape.LIQUID.search(text):
        return f"<pre><code>{escape.entities(text)}</code></pre>"
    fence = "`" * max(3, escape.longest(text, "`") + 1)
    return f"{fence}\n{text}\n{fence}"


def _items(items: Sequence[Sequence[Block]], ordered: bool, links: Links, words: Words) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        mark = f"{number}. " if ordered else "- "
        yield _indented(markdown(item, links, words), mark, " " * len(mark))


def _indented(text: str, first: str, rest: str) -> str:
    """Each line with something before it; lines of white space alone stay empty."""
    lines = text.split("\n")
    return "\n".join((rest if at else first) + line if line.strip() else rest.rstrip() for at, line in enumerate(lines))


def _table(table: Table, links: Links) -> str:
    """GitHub's tables have one head and plain cells: a cell that spans others stands in the first of them."""
    rows = []
    for row in table.rows:
        cells: list[str] = []
        for cell in row:
            cells += [line(cell.spans, links, tagged=True), *[""] * (min(cell.columns, 50) - 1)]
        rows.append(cells)
    caption = escape.opening(escape.inline(escape.one_line(table.caption)))
    width = max(map(len, rows), default=0)
    if not width:
        return caption
    headed = bool(table.rows and table.rows[0]) and all(cell.header for cell in table.rows[0])
    head, body = (rows[0], rows[1:]) if headed else ([], rows)
    lines = [_row(head, width), "|" + " --- |" * width, *(_row(row, width) for row in body)]
    return "\n\n".join(filter(None, (caption, "\n".join(lines))))


def _row(cells: list[str], width: int) -> str:
    return "| " + " | ".join(cells + [""] * (width - len(cells))) + " |"


def _lines(spans: Sequence[Span], links: Links, *, tagged: bool = False) -> list[str]:
    """Running text, line by line, not yet safe to begin a block."""
    return [text for text in (_joined(line, links, tagged=tagged) for line in _broken(spans)) if text]


def _broken(spans: Sequence[Span]) -> list[list[Span]]:
    """The spans of each line."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        if "\n" not in span.text:
            lines[-1].append(span)
            continue
        if span.ruby:  # stands over its text, which therefore is on one line
            lines[-1].append(msgspec.structs.replace(span, text=span.text.replace("\n", " ")))
            continue
        first, *others = (msgspec.structs.replace(span, text=text) for text in span.text.split("\n"))
        lines[-1].append(first)
        lines += [[other] for other in others]
    return lines


def _joined(spans: Sequence[Span], links: Links, *, tagged: bool = False) -> str:
    written = ""
    for path, pieces in groupby(_led(spans, links), key=lambda piece: piece.href):
        if path:
            inner = "".join(_span(piece, tagged=True) for piece in pieces)
            before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
            written += f"{before}[{inner.strip()}]({path}){after}"
        else:
            for piece in pieces:
                written += _span(piece, tagged=tagged or written.endswith(("*", "`")))
    return written.strip(" \t")


def _led(spans: Sequence[Span], links: Links) -> list[Span]:
    """The spans, led to where their links go in this edition; equal neighbours are escaped as one."""
    led: list[Span] = []
    for href, group in groupby(spans, key=lambda span: span.href):
        pieces = list(group)
        words = "".join(piece.text for piece in pieces) if href else ""
        path = links.inside(href, words) if words.strip() else ""
        for piece in pieces:
            alike = bool(led) and not piece.ruby and _look(led[-1], led[-1].href) == _look(piece, path)
            before = led.pop() if alike else None
            text = before.text + piece.text if before else piece.text
            led.append(Span(text, path, piece.strong, piece.emphasis, piece.code, piece.position, piece.ruby))
    return led


def _look(span: Span, path: str) -> tuple[object, ...]:
    return path, span.strong, span.emphasis, span.code, span.position, span.ruby


def _span(span: Span, *, tagged: bool) -> str:
    """One run of text; `tagged` where stars or back-quotes would run into others or into a link's brackets."""
    text = escape.inline(span.text)
    if not text.strip():
        return text
    if span.code:
        text = f"<code>{text}</code>" if tagged else escape.code(span.text)
    if span.position:
        name = "sub" if span.position == "sub" else "sup"
        text = f"<{name}>{text}</{name}>"
    if span.ruby:
        text = f"<ruby>{text}<rt>{escape.inline(escape.one_line(span.ruby))}</rt></ruby>"
    for wanted, star, name in ((span.emphasis, "*", "em"), (span.strong, "**", "strong")):
        if wanted:
            text = _marked(text, "" if tagged or (span.emphasis and span.strong) else star, name)
    return text


def _marked(text: str, star: str, name: str) -> str:
    """A text with emphasis, white space around it left outside."""
    inner = text.strip()
    before, _, after = text.partition(inner)
    if star and SURE.fullmatch(inner):
        return f"{before}{star}{inner}{star}{after}"
    return f"{before}<{name}>{inner}</{name}>{after}"
