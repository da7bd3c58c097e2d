"""A rough price of reading a table with and without an index, to try the likeliest index first.

It orders candidates, no more: what an index gains is measured. Prices are microseconds of a row that is in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log2, sqrt
from math import prod as product

from .reading import name
from .terms import Order, Term, Use

ROW = 0.1
"""To read a row in order and compare it."""
ENTRY = 0.12
"""To read an entry of an index."""
FETCH = 0.8
"""To fetch the row of an entry, wherever it stands."""
FETCH_IN_ORDER = 0.15
"""The same where rows stand on disk as in the index."""
LOOKUP = 2.0
SORT = 0.05
"""For each row and level of a sort."""


@dataclass(frozen=True)
class Reading:
    """One use of a table, with how many rows of other tables look something up in it by each key."""

    use: Use
    best: dict[str, Term] = field(default_factory=dict)
    """The term of each key that narrows most."""
    lookups: dict[str, float] = field(default_factory=dict)

    @property
    def kept(self) -> float:
        """The rows that all conditions keep, joins apart."""
        return self.use.rows * product(term.share for term in self.best.values() if not term.is_join)

    @property
    def fixed(self) -> frozenset[str]:
        """The keys that have one value only."""
        return frozenset(key for key, term in self.best.items() if term.kind == "equal")

    @property
    def repeats(self) -> float:
        """How often it is read: once, but for a subquery that is run for each row around it."""
        return max(self.lookups.values(), default=1.0) if self.use.is_repeated else 1.0

    @property
    def scan(self) -> float:
        """The price of reading it whole."""
        sorts = self.kept * log2(self.kept + 2) * SORT if self.use.orders else 0.0
        return self.use.rows * ROW * sqrt(self.repeats) + sorts

    @cached_property
    def before(self) -> float:
        """The price as the database is, with the indexes that are there."""
        there = [index for index in self.use.table.indexes if index.is_valid and index.method == "btree"]
        keys = [[name(column) for column in index.columns] for index in there if not index.predicate]
        return min([self.scan, *(self.after(one) for one in keys)])

    def after(self, keys: Sequence[str], is_covering: bool = False, given: Sequence[Term] = ()) -> float:
        """The price with a b-tree on some keys, `given` being the terms that its condition grants."""
        known = {term.key: term for term in given}
        narrowed, filtered, is_open = product(term.share for term in given), 1.0, True
        times = self.repeats
        loose: list[str] = []
        for key in keys:
            term = self.best.get(key) if key not in known else None
            if term is None or term.kind in ("flag", "other"):
                is_open = False
            elif is_open:
                narrowed *= term.share
                times = max(times, self.lookups.get(key, 1.0)) if term.is_join else times
                is_open = term.kind in ("equal", "many")
            else:
                filtered *= term.share
            if not (term and term.kind == "equal" and (is_open or not loose) and not loose):
                loose.append(key)
        entries = self.use.rows * narrowed
        rest = product(term.share for key, term in self.best.items() if key not in keys and key not in known)
        ordered = self._ordered(loose, {*keys} - {*loose} | {*known})
        if ordered and ordered.limit:
            entries = min(entries, ordered.limit / max(filtered * rest, 1e-6))
        first = self.use.column(keys[0]) if keys else None
        in_order = first is not None and abs(first.correlation or 0) > 0.9
        fetch = 0.0 if is_covering else FETCH_IN_ORDER if in_order else FETCH
        sorts = 0.0 if ordered else entries * filtered * rest * log2(entries + 2) * SORT if self.use.orders else 0.0
        return times * LOOKUP + min(times * entries, self.use.rows * sqrt(times)) * (ENTRY + filtered * fetch) + sorts

    def _ordered(self, loose: Sequence[str], fixed: set[str]) -> Order | None:
        """The order that the keys behind the fixed ones give, if any is wanted."""
        found = None
        for order in self.use.orders:
            wanted = [key.key for key in order.keys if key.key not in fixed]
            if list(loose[: len(wanted)]) == wanted and (found is None or order.limit):
                found = order
        return found


def readings(uses: Sequence[Use]) -> list[Reading]:
    """The uses of a query, each with the rows that look something up in it.

    Tables are joined one after the other, the one with the fewest rows first, as a planner without indexes to choose
    from might: what comes later in that order is looked up by what came before it.
    """
    found = {id(use): Reading(use, _best(use)) for use in uses}
    rows: dict[int, float] = {}
    for _ in uses:
        nexts = {one: _rows(reading, rows) for one, reading in found.items() if one not in rows}
        connected = {one: count for one, count in nexts.items() if _is_joined(found[one], rows)} or nexts
        first = min(connected, key=lambda one: connected[one])
        for key, term in found[first].best.items():
            known = [rows[partner] for partner in term.partners if partner in rows]
            later = [found[partner].kept for partner in term.partners if partner in found]
            found[first].lookups[key] = max(1.0, min(known or later, default=1.0)) if term.is_join else 1.0
        rows[first] = connected[first]
    return list(found.values())


def _is_joined(reading: Reading, rows: dict[int, float]) -> bool:
    return any(partner in rows for term in reading.best.values() for partner in term.partners)


def _rows(reading: Reading, rows: dict[int, float]) -> float:
    """How many rows of a table are left when those before it are joined."""
    joined = [
        rows[partner] * reading.kept * term.share
        for term in reading.best.values()
        for partner in term.partners
        if partner in rows
    ]
    return max(1.0, min([reading.kept, *joined]))


def _best(use: Use) -> dict[str, Term]:
    best: dict[str, Term] = {}
    for term in use.terms:
        known = best.get(term.key)
        if term.kind != "flag" and (known is None or (known.is_join, known.share) > (term.is_join, term.share)):
            best[term.key] = term
    return best
