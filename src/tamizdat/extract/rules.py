"""A publication's own rules: which are in force on the day of a capture, and what their selectors find."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from selectolax.lexbor import LexborNode, SelectolaxError

from tamizdat.errors import ExtractError
from tamizdat.model import Publication, Rules
from tamizdat.page import Page


def rules_for(publication: Publication, captured_at: datetime) -> Rules | None:
    """The first of a publication's rules whose `until` lies after the capture; None where it has none for that day."""
    for rules in publication.rules:
        if rules.until is None or captured_at < rules.until:
            return rules
    return None


def select(page: Page, selector: str) -> list[LexborNode]:
    """The elements that a selector finds; `ExtractError` names one that cannot be read."""
    if not selector.strip():
        return []
    try:
        return page.tree.css(selector)
    except (SelectolaxError, ValueError) as error:
        raise ExtractError(
            f'the selector "{selector}" cannot be read', "correct it in the publication's rules; it is CSS"
        ) from error


def dropped(page: Page, rules: Rules | None) -> frozenset[int]:
    """The ids in memory of what the rules take out of the story."""
    selectors: Iterable[str] = rules.drop if rules else ()
    return frozenset(node.mem_id for selector in selectors for node in select(page, selector))
