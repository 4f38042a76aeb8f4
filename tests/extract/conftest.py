"""Blocks as short lines of text, so that a table of cases can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tamizdat.model import Block, Code, Embed, Figure, Heading, Listing, Paragraph, Quote, Separator, Span, Table


def spans(found: Iterable[Span]) -> str:
    """`**strong**`, `*emphasis*`, code in backticks, `^{super}`, `_{sub}`, `{text|ruby}`, `[link](address)`."""
    text = ""
    for span in found:
        piece = span.text.replace("\n", "/")
        piece = f"{{{piece}|{span.ruby}}}" if span.ruby else piece
        piece = f"`{piece}`" if span.code else piece
        piece = f"*{piece}*" if span.emphasis else piece
        piece = f"**{piece}**" if span.strong else piece
        piece = {"": piece, "sub": f"_{{{piece}}}", "super": f"^{{{piece}}}"}[span.position]
        text += f"[{piece}]({span.href})" if span.href else piece
    return text


def sketch(blocks: Iterable[Block]) -> list[str]:
    """A line a block."""
    return [_line(block) for block in blocks]


def _line(block: Block) -> str:
    match block:
        case Paragraph():
            return f"p {spans(block.spans)}"
        case Heading():
            return f"h{block.level} {spans(block.spans)}"
        case Quote():
            return f"quote({'; '.join(sketch(block.blocks))})" + (f" by {block.source}" if block.source else "")
        case Listing():
            items = " | ".join("; ".join(sketch(item)) for item in block.items)
            return f"{'ol' if block.ordered else 'ul'}({items})"
        case Figure():
            said = [block.image.alt, block.image.caption, block.image.credit]
            return f"figure {block.image.url}" + "".join(
                f" {name} {text!r}" for name, text in zip(("alt", "caption", "credit"), said, strict=True) if text
            )
        case Table():
            rows = " / ".join(
                " | ".join(
                    ("#" if cell.header else "")
                    + spans(cell.spans)
                    + (f"<{cell.columns}x{cell.rows}>" if (cell.columns, cell.rows) != (1, 1) else "")
                    for cell in row
                )
                for row in block.rows
            )
            return f"table({rows})" + (f" caption {block.caption!r}" if block.caption else "")
        case Code():
            return f"code {block.text!r}"
        case Embed():
            return f"{block.kind} {block.url}" + (f" {block.title!r}" if block.title else "")
        case Separator():
            return "---"
    raise AssertionError(block)


@pytest.fixture(scope="session")
def drawn() -> Callable[[Iterable[Block]], list[str]]:
    return sketch
