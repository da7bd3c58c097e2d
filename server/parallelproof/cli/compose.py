"""Joins the best wins of one file into one change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..domain import Edit, Edits, Unit
from ..report.ranking import Offer


@dataclass(frozen=True, slots=True)
class Composition:
    """The change that holds what fits together, the offers in it, and those left out with the unit in their way."""

    change: Edits
    taken: tuple[Offer, ...]
    left: tuple[tuple[Offer, Unit], ...] = ()


def compose(offers: Sequence[Offer]) -> Composition:
    """Offers of one file, the greatest first; all edits are against the same text. A later one yields to an earlier."""
    edits: set[Edit] = set()
    taken: list[Offer] = []
    left: list[tuple[Offer, Unit]] = []
    for offer in offers:
        new = set(offer.trial.candidate.change.edits)
        if any(_conflict(one, other) for one in new for other in edits):
            left.append((offer, _in_the_way(new, taken)))
        else:
            edits |= new
            taken.append(offer)
    return Composition(Edits(tuple(sorted(edits))), tuple(taken), tuple(left))


def _in_the_way(new: Iterable[Edit], taken: Sequence[Offer]) -> Unit:
    return next(
        offer.unit.unit
        for offer in taken
        if any(_conflict(one, other) for one in new for other in offer.trial.candidate.change.edits)
    )


def _conflict(one: Edit, other: Edit) -> bool:
    """Whether two edits cannot both be made. The same edit twice is one; lines inserted at one place both stand."""
    if one == other:
        return False
    if one.span == other.span and _inserts_lines(one) and _inserts_lines(other):
        return False
    if one.span.start == one.span.end == other.span.start == other.span.end:
        return True
    overlap = one.span.start < other.span.end and other.span.start < one.span.end
    return overlap or _at_edge(one, other)


def _at_edge(one: Edit, other: Edit) -> bool:
    """Whether one inserts exactly where the other begins or ends: which comes first would be a guess."""
    empty = one.span.start == one.span.end or other.span.start == other.span.end
    return empty and one.span.touches(other.span) and not (_inserts_lines(one) or _inserts_lines(other))


def _inserts_lines(edit: Edit) -> bool:
    return edit.span.start == edit.span.end and edit.text.endswith("\n")
