"""Indexes that could make a query faster, the most promising first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from ....domain import Schema
from .analysing import uses
from .btree import Idea, btrees
from .costs import Reading, readings
from .new_index import NewIndex, exists
from .other_methods import others, special
from .references import referring
from .terms import Term

MOST = 40
"""Candidates for one query."""
WORST = -0.7
"""What is thought to be twice as slow may yet be better than it is thought."""
SMALL_ROWS = 100
"""A table that is known to be smaller needs no index."""
SAME_AGAIN = 0.12
"""What a candidate loses in promise for each one before it that is much the same."""
TABLES_TOGETHER = 4


@dataclass(frozen=True, slots=True)
class Proposal:
    """Indexes to make together, and the logarithm of the factor that they are thought to gain."""

    indexes: tuple[NewIndex, ...]
    extensions: tuple[str, ...]
    promise: float
    why: str


def proposals(sql: str, schema: Schema) -> list[Proposal]:
    """Single indexes, one for each arm of an OR, and the best of several tables together."""
    found = [reading for reading in readings(uses(sql, schema)) if not 0 < reading.use.table.rows < SMALL_ROWS]
    total = sum(reading.before for reading in found)
    singles: list[Proposal] = []
    best: list[Idea] = []
    for reading in found:
        ideas = [idea for idea in _ideas(reading, schema) if not _exists(idea)]
        singles += [_single(idea, total) for idea in ideas]
        singles += _for_arms(reading, schema, total)
        best += ideas[:1]
    found_all = [*_referring(sql, schema), *singles, *_together(best, total)]
    return _chosen([one for one in found_all if one.promise > WORST])


def _referring(sql: str, schema: Schema) -> Iterator[Proposal]:
    """One index for each table that refers to rows that are deleted."""
    for index, child in referring(sql, schema):
        if not 0 < child.rows < SMALL_ROWS:
            columns = ", ".join(index.keys)
            why = f"Each row that goes is looked for in {child.name}, by {columns}, which has no index."
            yield Proposal((index,), (), log(max(child.rows, SMALL_ROWS)), why)


def _ideas(reading: Reading, schema: Schema) -> list[Idea]:
    return sorted([*btrees(reading), *others(reading, schema)], key=lambda idea: idea.price)


def _exists(idea: Idea) -> bool:
    return exists(idea.index, idea.reading.use.table, idea.reading.fixed)


def _single(idea: Idea, total: float) -> Proposal:
    return Proposal((idea.index,), idea.extensions, _promise([idea], total), idea.why)


def _for_arms(reading: Reading, schema: Schema, total: float) -> Iterator[Proposal]:
    """An index for each arm of an OR."""
    for arms in reading.use.arms:
        ideas = [_of_arm(reading, term, schema) for term in arms]
        indexes = tuple(dict.fromkeys(idea.index for idea in ideas if idea and not _exists(idea)))
        if not indexes or not all(ideas):
            continue
        known = [idea for idea in ideas if idea]
        price = sum(idea.price for idea in known)
        gain = log(max(total, 1) / max(total - reading.before + price, 1))
        extensions = tuple(dict.fromkeys(extension for idea in known for extension in idea.extensions))
        why = " ".join(dict.fromkeys(idea.why for idea in known))
        yield Proposal(indexes, extensions, gain, f"One index for each side of the OR. {why}")


def _of_arm(reading: Reading, term: Term, schema: Schema) -> Idea | None:
    if term.kind == "other":
        return special(reading, term, schema)
    alone = Reading(reading.use, {term.key: term}, reading.lookups)
    found = [idea for idea in btrees(alone) if not idea.index.include and not idea.index.predicate]
    return found[0] if found else None


def _together(best: Sequence[Idea], total: float) -> Iterator[Proposal]:
    """The best index of each table that has one, at once: either alone may gain nothing."""
    ranked = sorted(best, key=lambda idea: idea.price - idea.reading.before)
    for count in range(2, min(len(ranked), TABLES_TOGETHER) + 1):
        ideas = ranked[:count]
        indexes = tuple(dict.fromkeys(idea.index for idea in ideas))
        if len(indexes) == count:
            extensions = tuple(dict.fromkeys(extension for idea in ideas for extension in idea.extensions))
            why = " ".join(idea.why for idea in ideas)
            yield Proposal(indexes, extensions, _promise(ideas, total) + 0.1, f"Together: {why}")


def _promise(ideas: Sequence[Idea], total: float) -> float:
    """Half what the query gains if the prices are right, half what its table gains, as they are not."""
    saved = sum(idea.reading.before - idea.price for idea in ideas)
    overall = log(max(total, 1) / max(total - saved, 1))
    local = max(log(max(idea.reading.before, 1) / max(idea.price, 0.1)) for idea in ideas)
    share = sum(idea.reading.before for idea in ideas) / max(total, 1)
    return 0.5 * overall + 0.5 * local * sqrt(sqrt(min(1.0, share)))


def _chosen(found: Sequence[Proposal]) -> list[Proposal]:
    """The most promising first, but not many in a row that are much the same."""
    unique = list({proposal.indexes: proposal for proposal in sorted(found, key=lambda one: one.promise)}.values())
    seen: Counter[tuple[object, ...]] = Counter()
    chosen: list[Proposal] = []
    while unique and len(chosen) < MOST:
        best = max(unique, key=lambda one: one.promise - SAME_AGAIN * max(seen[kind] for kind in _kinds(one)))
        unique.remove(best)
        chosen.append(best)
        seen.update(_kinds(best))
    return chosen


def _kinds(proposal: Proposal) -> list[tuple[object, ...]]:
    """What makes two proposals much the same."""
    return [
        (len(proposal.indexes), index.table, index.method, index.keys[0], bool(index.predicate))
        for index in proposal.indexes
    ]
