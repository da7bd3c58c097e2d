"""Proposers: each finds where its patterns match in a unit and rewrites it. The list below is all there are."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain import Candidate, Pattern, Snapshot, Unit
from ...ports import Proposer
from .accumulate import Accumulate
from .indexing import Indexing
from .memo import Memo
from .queries_in_loops import QueriesInLoops
from .queue import Queue
from .rules import Rules
from .seen import Seen

PROPOSERS: tuple[Proposer, ...] = (
    Rules(), Accumulate(), Queue(), Seen(), Indexing(), Memo(), QueriesInLoops()
)  # fmt: skip


def propose(snapshot: Snapshot, unit: Unit, patterns: Sequence[Pattern]) -> list[Candidate]:
    """Every candidate for a unit, best-known first; the same resulting text comes once. Pure and picklable."""
    found: dict[str, Candidate] = {}
    for proposer in PROPOSERS:
        mine = [pattern for pattern in patterns if pattern.proposer == proposer.name]
        if mine:
            for candidate in proposer.propose(snapshot, unit, mine):
                found.setdefault(candidate.change.apply(snapshot.text), candidate)
    return list(found.values())
