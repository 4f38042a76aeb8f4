"""Several witnesses of one thing → what is believed, how surely, and by whom.

Each witness counts by its weight; those that say the same count together, and the heaviest party wins.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, NamedTuple, TypeVar

from tamizdat.model import Support

Said = TypeVar("Said")
# What a doubt weighs that is always there: one witness of weight 1 that nobody contradicts is sure by two thirds.
DOUBT = 0.5


class Witness(NamedTuple, Generic[Said]):
    """One who says something: who, what, and how much it weighs (1: as JSON-LD does)."""

    by: str
    said: Said
    weight: float = 1.0


def believe(witnesses: Iterable[Witness[Said]], key: Callable[[Said], Hashable]) -> tuple[Said, Support] | None:
    """What the heaviest party says, in the words of its first member; None where nobody says anything.

    Those for whom `key` gives the same are one party, those for whom it gives nothing are not heard; of two parties
    of one weight the first to speak wins.
    """
    parties: dict[Hashable, list[Witness[Said]]] = {}
    for each in witnesses:
        told = key(each.said)
        if told:
            parties.setdefault(told, []).append(each)
    if not parties:
        return None
    winners = max(parties.values(), key=_weight)
    others = [each for party in parties.values() if party is not winners for each in party]
    return winners[0].said, support(winners, others)


def support(agreeing: list[Witness[Said]], others: list[Witness[Said]]) -> Support:
    """How sure is what some witnesses say against some others."""
    sure = _weight(agreeing) / (_weight(agreeing) + _weight(others) + DOUBT)
    by = ", ".join(dict.fromkeys(each.by for each in agreeing))
    against = ", ".join(dict.fromkeys(each.by for each in others))
    return Support(round(sure, 2), f"{by} against {against}" if against else by)


def _weight(party: list[Witness[Said]]) -> float:
    return sum(each.weight for each in party)
