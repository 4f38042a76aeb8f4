"""Boxes that are none of the story by what is in them, whatever they are called: around a form, teasers in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tamizdat.extract.markup import WHOLE

if TYPE_CHECKING:
    from tamizdat.extract.survey import Survey

# A box around a form holds at most this share of a page's prose, and so many bytes of text.
FORM_SHARE = 0.08
FORM_TEXT = 900
# Teasers stand in rows of so many at least; each has so many bytes of text beside its heading.
ROW = 3
TEASER_TEXT = 500


def found(survey: Survey) -> Iterator[tuple[int, str]]:
    """The places of all such boxes, and in words what they are; asks for the amounts of text and all prose alone."""
    yield from ((place, "a box around a form") for place in _forms(survey))
    yield from ((place, "a row of teasers") for place in _teasers(survey))


def _forms(survey: Survey) -> Iterator[int]:
    """The boxes around what readers are to fill in: calls to subscribe, polls, logins."""
    most = FORM_SHARE * survey.raw[0]
    for place in survey.controls:
        box = -1
        while (
            place > 0
            and survey.raw[place] <= most
            and survey.text[place] < FORM_TEXT
            and survey.tags[place] not in WHOLE
        ):
            box, place = place, survey.parents[place]
        if box > 0:
            yield box


def _teasers(survey: Survey) -> Iterator[int]:
    """Boxes in a row that lead to other articles: each has one heading, which is a link."""
    if len(survey.cards) < ROW:
        return
    held = Counter(above for card in survey.cards for above in _ancestors(survey, card))
    rows: dict[tuple[int, str], list[int]] = {}
    for card in survey.cards:
        most = survey.text[card] + TEASER_TEXT
        box = card
        while box > 0 and held[survey.parents[box]] == 1 and survey.text[survey.parents[box]] < most:
            box = survey.parents[box]
        rows.setdefault((survey.parents[box], survey.tags[box]), []).append(box)
    for boxes in rows.values():
        if len(boxes) >= ROW:
            yield from boxes


def _ancestors(survey: Survey, place: int) -> Iterator[int]:
    while place > 0:
        place = survey.parents[place]
        yield place
