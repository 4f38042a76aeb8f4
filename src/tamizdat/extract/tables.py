"""<table>: which rows and cells it has, and whether it is a table at all or only a way to lay out a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from tamizdat.model import Block, Cell, Heading, Paragraph, Span, Table

# The most that HTML allows (§4.9.11).
SPAN_LIMIT = 1000


def rows(table: LexborNode, pruned: frozenset[int]) -> Iterator[list[LexborNode]]:
    """The cells of each row, those of nested tables not among them."""
    for child in table.iter():
        if child.tag in {"thead", "tbody", "tfoot"} and child.mem_id not in pruned:
            yield from rows(child, pruned)
        elif child.tag == "tr" and child.mem_id not in pruned:
            yield [cell for cell in child.iter() if cell.tag in {"td", "th"} and cell.mem_id not in pruned]


def caption(table: LexborNode) -> LexborNode | None:
    """The <caption> of a table."""
    return next((child for child in table.iter() if child.tag == "caption"), None)


def make_table(grid: Sequence[Sequence[tuple[LexborNode, Sequence[Block]]]], label: str) -> Table | None:
    """The table of some cells and what was read in each; None for one that only lays out a page.

    That is one of a single cell with anything in it, or with a cell that holds more than lines of text.
    """
    full = [inner for row in grid for _, inner in row if inner]
    if len(full) < 2 or not all(isinstance(block, Paragraph | Heading) for inner in full for block in inner):
        return None
    if sum(len(inner) > 2 for inner in full) * 2 > len(full):
        return None
    made = (tuple(_cell(node, inner) for node, inner in row) for row in grid)
    return Table(tuple(row for row in made if any(cell.spans for cell in row)), label)


def _cell(node: LexborNode, inner: Sequence[Block]) -> Cell:
    spans: list[Span] = []
    for block in inner:
        if isinstance(block, Paragraph | Heading):
            spans += [Span("\n"), *block.spans] if spans else block.spans
    parent = node.parent.parent.tag if node.parent is not None and node.parent.parent is not None else ""
    attributes = node.attributes
    return Cell(
        tuple(spans),
        header=node.tag == "th" or parent == "thead",
        columns=_span(attributes.get("colspan")),
        rows=_span(attributes.get("rowspan")),
    )


def _span(value: str | None) -> int:
    text = (value or "").strip()
    return min(max(int(text), 1), SPAN_LIMIT) if text.isascii() and text.isdigit() and len(text) < 9 else 1
