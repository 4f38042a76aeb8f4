"""What `try` shows: an article as its reader would see it, what became of its page, and the case that is saved."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import to_builtins
from rich.text import Text

from tamizdat.cli.console import Console
from tamizdat.model import (
    Article,
    Block,
    Code,
    Embed,
    Explanation,
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
from tamizdat.pipeline.golden import write_case
from tamizdat.pipeline.trial import Trial, support, write_proof
from tamizdat.render.escape import plain
from tamizdat.render.proof import Group, groups
from tamizdat.render.words import words

# How much of the passages that share a fate is shown; `--json` and `--browser` show all.
EXCERPT = 200
INDENT = "  "


def show(console: Console, tried: Trial, *, why: bool) -> None:
    """The article, if there is one, and with `why` what became of the passages of the page."""
    explanation = tried.explained() if why else Explanation()
    if console.json:
        if tried.article:
            console.show(tried.article)
        if why:
            console.show({"type": "story", "elements": explanation.story, "unused": explanation.unused})
        for passage in explanation.passages:
            console.show({"type": "passage"} | to_builtins(passage))
        return
    if tried.article:
        _article(console, tried.article)
        if why:
            console.print()
    if why:
        _explained(console, tried, explanation)


def browse(console: Console, tried: Trial) -> None:
    """Write the article beside its page, say where, and open it where there is a screen."""
    file = write_proof(tried, tried.explained())
    if console.json:
        console.show({"type": "proof", "file": str(file)})
        return
    console.print(f"\nbeside its page: {file}")
    if _has_screen():
        webbrowser.open(file.as_uri())


def save(console: Console, tried: Trial, folder: Path, name: str) -> None:
    """Keep the page and what came of it as a golden case of the press."""
    case = folder / "golden" / name if Path(name).name == name else Path(name)
    files = write_case(case, tried.capture, tried.publication)
    if console.json:
        console.show({"type": "case", "files": list(map(str, files))})
    for file in files:
        console.say(f"wrote {file}")


def _has_screen() -> bool:
    """Whether a browser could show itself; without a display Python would start one in the terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# --- the article ---------------------------------------------------------------------------------------


def _article(console: Console, article: Article) -> None:
    put(console, Text(plain(article.title), "bold"))
    for name, value in _facts(article):
        if value:
            console.print(f"{name:<10} {value}")
    for block in article.blocks:
        console.print()
        for before, line in lines(block):
            put(console, line, before)


def _facts(article: Article) -> list[tuple[str, str]]:
    picture = article.lead
    said = " · ".join(filter(None, (picture.alt, picture.caption, picture.credit))) if picture else ""
    return [
        ("address", article.url),
        ("published", str(article.published or "not found")),
        ("modified", str(article.modified or "")),
        ("authors", ", ".join(article.authors)),
        ("source", article.source_line),
        ("section", article.section),
        ("tags", ", ".join(tag.name for tag in article.tags)),
        ("language", article.language),
        ("picture", f"{article.lead.url}  {said}".rstrip() if article.lead else ""),
        ("summary", article.summary),
        ("read by", article.extractor),
    ]


def put(console: Console, line: Text, before: str = "") -> None:
    """A line of the article; on a terminal it is broken so that what stands before it goes on below."""
    if not console.out.is_terminal:
        console.out.print(Text(before) + line)
        return
    width = max(20, min(console.out.width, 100) - len(before))
    for number, part in enumerate(line.wrap(console.out, width)):
        part.rstrip()
        going_on = before if not number or before.endswith("│ ") else " " * len(before)
        console.out.print(Text(going_on) + part)


def lines(block: Block) -> Iterator[tuple[str, Text]]:
    """A block as lines, each with what stands before it."""
    match block:
        case Paragraph(spans):
            yield from (("", line) for line in _text(spans).split("\n"))
        case Heading(level, spans):
            yield "#" * level + " ", Text("", "bold") + _text(spans)
        case Quote(blocks, source):
            yield from (("│ " + before, line) for each in blocks for before, line in lines(each))
            if source:
                yield "│ ", Text(f"— {plain(source)}", "dim")
        case Listing(items, ordered):
            for number, item in enumerate(items, start=1):
                yield from _item(f"{number}. " if ordered else "• ", item)
        case Table(rows, caption):
            if caption:
                yield "", Text(plain(caption), "dim")
            for row in rows:
                cells = [_text(cell.spans) for cell in row]
                yield "", Text(" | ").join(cells)
        case Code(code):
            yield from ((INDENT * 2, Text(line)) for line in plain(code).split("\n"))
        case Figure(image):
            yield from _picture(image)
        case Embed(kind, url, title):
            yield "", Text(f"[{words('en').kind(kind, plain(title))}] {plain(url)}", "dim")
        case Separator():
            yield "", Text("* * *", "dim")


def _item(mark: str, item: Iterable[Block]) -> Iterator[tuple[str, Text]]:
    first = True
    for block in item:
        for before, line in lines(block):
            yield (mark if first else " " * len(mark)) + before, line
            first = False


def _picture(image: Image) -> Iterator[tuple[str, Text]]:
    shown = "(in the page itself)" if image.url.startswith("data:") else plain(image.url)
    yield "", Text(f"[{words('en').kind('photo', plain(image.alt))}] {shown}", "dim")
    for name, text in (("caption", image.caption), ("credit", image.credit)):
        if text:
            yield INDENT, Text(f"{name}: {plain(text)}", "italic")


def _text(spans: Iterable[Span]) -> Text:
    """Running text with its styles; a link is underlined, as it leads nowhere here."""
    line = Text()
    for span in spans:
        looks = (("bold", span.strong), ("italic", span.emphasis), ("underline", span.href), ("reverse", span.code))
        line.append(plain(span.text), " ".join(look for look, holds in looks if holds))
        if span.ruby:
            line.append(f"({plain(span.ruby)})")
    return line


# --- the page ------------------------------------------------------------------------------------------


def _explained(console: Console, tried: Trial, explanation: Explanation) -> None:
    if tried.article:
        console.table("Where the fields came from", ("field", "sure", "by"), support(tried.article))
    for selector in explanation.unused:
        console.print(f"the rule {selector} finds nothing on this page")
    if not explanation.passages:
        console.print("nothing of this page can be explained: it is no HTML, or its rules cannot be followed")
        return
    found = "the story stands in" if tried.article else "it is no article; a story was looked for in"
    console.print(f"What became of the page ({found} {', '.join(explanation.story)})")
    for group in groups(explanation.passages):
        _group(console, group)


def _group(console: Console, group: Group) -> None:
    """Passages that had one fate, as their first words and the evidence."""
    passages = [passage for _, bunch in group.bunches for passage in bunch]
    text = " · ".join(passage.text for passage in passages)
    text = plain(text if len(text) <= EXCERPT else text[:EXCERPT].rstrip() + " …")
    many = f"({group.size}) " if group.size > 1 else ""
    at = f"{passages[0].at}: " if passages[0].at else ""
    console.out.print(
        Text("kept    ", "green") if group.kept else Text("dropped ", "red"), Text(f"{many}{text}"), sep=""
    )
    if group.why:
        console.out.print(Text(plain(f"        {at}{group.why}"), "dim"))
