"""Makes small databases whose rows meet each other and the conditions of queries, some of them only just not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from ..postgres.statements import Value
from .variations_copies import Copied, CopiedColumn, Copies, Database, Row
from .variations_values import Mentioned, alike, fits, pool, small

_SIZES = (1, 1, 2, 3, 4, 6, 8)
_FAITH = (1.0, 0.7, 0.7, 0.0, 0.0)
"""How likely a value of a row is one that makes a condition true; one of them for each row."""
_SWEPT = 80


def is_named(column: str, said: Mentioned) -> bool:
    """Whether statements may name a column."""
    return said.names is None or column in said.names


class Maker:
    """Makes small databases whose rows meet each other and the conditions of the queries."""

    def __init__(self, copies: Copies, sample: Database, said: Mentioned, random: Random) -> None:
        self._copies, self._sample, self._said, self._random = copies, sample, said, random
        self._pools: dict[tuple[str, int], tuple[Value, ...]] = {}
        self._true: dict[tuple[str, int], tuple[Value, ...]] = {}
        self._meeting: dict[tuple[str, int], tuple[Value, ...]] = {}
        for copy in copies.tables:
            rows = sample.get(copy.table.qualified, ())
            for place, column in enumerate(copy.columns):
                real = [row[place] for row in rows[:40]]
                at = copy.table.qualified, place
                true = said.satisfying.get(column.name, ())
                self._pools[at] = alike(pool(column, copy.table.column(column.name), said, real), column, real)
                self._true[at] = alike((value for value in true if _may_be(value, column)), column, real)
                self._meeting[at] = alike(small(column), column, real)

    def database(self, is_tiny: bool = False) -> Database:
        """A few rows in each table, hardly ever none; if `is_tiny` one each."""
        made: dict[str, list[Row]] = {}
        for copy in self._copies.tables:
            is_empty = not is_tiny and self._random.random() < 0.06
            size = 0 if is_empty else 1 if is_tiny else self._random.choice(_SIZES)
            rows: list[Row] = []
            made[copy.table.qualified] = rows
            for _ in range(size):
                if rows and self._random.random() < 0.2:
                    rows.append(self._again(copy, self._random.choice(rows)))
                else:
                    rows.append(self._row(copy, made))
        return made

    def sweep(self, copy: Copied, place: int) -> Database:
        """All values that are worth trying in one column, in rows that meet the other conditions."""
        made: dict[str, list[Row]] = {}
        for other in self._copies.tables:
            if other is not copy:
                made[other.table.qualified] = [self._row(other, made, faith=1.0, meets=1.0) for _ in range(3)]
                continue
            rows: list[Row] = []
            made[copy.table.qualified] = rows
            for number, value in enumerate([*self._pools[copy.table.qualified, place][:_SWEPT], None]):
                row = list(self._row(copy, made, faith=1.0, meets=1.0))
                for key in {key for keys in copy.unique for key in keys}:
                    row[key] = _another(row[key], number)
                row[place] = value
                rows.append(tuple(row))
        return made

    def _row(
        self, copy: Copied, made: Mapping[str, Sequence[Row]], faith: float | None = None, meets: float = 0.7
    ) -> Row:
        real = self._sample.get(copy.table.qualified, ())
        base = self._random.choice(real) if real and self._random.random() < 0.5 else None
        faith = self._random.choice(_FAITH) if faith is None else faith
        row = [self._value(copy, place, base, faith, meets) for place in range(len(copy.columns))]
        self._refer(copy, row, made)
        return tuple(row)

    def _again(self, copy: Copied, row: Row) -> Row:
        """A row once more, under another key."""
        again = list(row)
        for place in {place for key in copy.unique for place in key}:
            again[place] = self._value(copy, place, None, 0.0, 0.7)
        return tuple(again)

    def _value(self, copy: Copied, place: int, base: Row | None, faith: float, meets: float) -> Value:
        column, random = copy.columns[place], self._random
        at = copy.table.qualified, place
        values, true, few = self._pools[at], self._true[at], self._meeting[at]
        named = is_named(column.name, self._said)
        if true and random.random() < faith:
            return random.choice(true)
        if column.is_nullable and random.random() < (0.2 if named else 0.05):
            return None
        if column.name in self._said.joined and few and random.random() < meets:
            return random.choice(few) if meets < 1 else few[0]
        if base is not None and base[place] is not None and (not named or random.random() < 0.4):
            return base[place]
        if named and few and random.random() < 0.3:
            return random.choice(few)
        return random.choice(values) if values else base[place] if base is not None else None

    def _refer(self, copy: Copied, row: list[Value], made: Mapping[str, Sequence[Row]]) -> None:
        """Make foreign keys refer to rows that are there."""
        parents = {other.table.qualified: other for other in self._copies.tables}
        for key in copy.foreign_keys:
            places = [copy.names.index(name) for name in key.columns if name in copy.names]
            targets = [parents[key.table].names.index(name) for name in key.target if name in parents[key.table].names]
            rows = made.get(key.table, ())
            if len(places) != len(targets) or any(row[place] is None for place in places):
                continue
            if rows:
                parent = self._random.choice(rows)
                for place, target in zip(places, targets, strict=True):
                    row[place] = parent[target]
            else:
                for place in places:
                    row[place] = None if copy.columns[place].is_nullable else row[place]


def _may_be(value: Value, column: CopiedColumn) -> bool:
    """Whether a value is one that the column may hold."""
    return column.is_nullable if value is None else fits(value, column)


def _another(value: Value, number: int) -> Value:
    """A value for a key that no other row of a sweep has, as far as its type is easily counted."""
    if value is None:
        return None
    if value.lstrip("-").isdigit():
        return str(1000 + number)
    if len(value) == 36 and value.count("-") == 4:
        return f"{number:08x}{value[8:]}"
    return f"{value}{number}"
