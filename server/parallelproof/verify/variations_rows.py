"""Small databases to try two queries on: empty ones, samples of real rows, with NULLs and duplicates, made-up ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from ..postgres.statements import Value
from .variations_copies import Copied, Copies, Database, Row
from .variations_values import Mentioned, fits, pool, small

_SIZES = (1, 1, 2, 2, 3, 4, 6)


@dataclass(frozen=True, slots=True)
class Variation:
    """Rows for the copies, and what is special about them, for a person."""

    about: str
    rows: Database


def variations(copies: Copies, sample: Database, said: Mentioned, made_up: int, seed: int = 1) -> Iterator[Variation]:
    """Other data than that which is there; the same for the same arguments."""
    if not copies.tables:
        return
    random = Random(seed)
    yield Variation("no rows at all", {})
    if any(sample.values()):
        yield Variation("a sample of the rows", sample)
        yield Variation("a sample of the rows, some values NULL", _with_nulls(copies, sample, said))
        yield Variation("a sample of the rows, some twice", _with_duplicates(copies, sample))
        for copy in copies.tables if len(copies.tables) > 1 else ():
            without = {name: rows for name, rows in sample.items() if name != copy.table.qualified}
            yield Variation(f"a sample of the rows, none in {copy.table.name}", without)
    maker = _Maker(copies, sample, said, random)
    for number in range(made_up):
        yield Variation("made-up rows", maker.database(most=1 if number < made_up // 10 else max(_SIZES)))


def _with_nulls(copies: Copies, sample: Database, said: Mentioned) -> Database:
    def changed(copy: Copied, number: int, row: Row) -> Row:
        return tuple(
            None if column.is_nullable and _is_named(column.name, said) and (number + place) % 3 == 0 else value
            for place, (column, value) in enumerate(zip(copy.columns, row, strict=True))
        )

    return {
        copy.table.qualified: [changed(copy, n, row) for n, row in enumerate(sample.get(copy.table.qualified, ()))]
        for copy in copies.tables
    }


def _with_duplicates(copies: Copies, sample: Database) -> Database:
    return {
        copy.table.qualified: [*(rows := sample.get(copy.table.qualified, ())), *_duplicates(copy, rows[:40])]
        for copy in copies.tables
    }


def _duplicates(copy: Copied, rows: Sequence[Row]) -> list[Row]:
    """Rows once more, with other keys where keys are whole numbers; others the database leaves out."""
    again = [list(row) for row in rows]
    for place in {place for key in copy.unique for place in key}:
        if copy.columns[place].category == "N" and len([key for key in copy.unique if place in key]) > 0:
            numbers = [int(row[place] or 0) for row in rows if (row[place] or "0").lstrip("-").isdigit()]
            for offset, row in enumerate(again, start=1):
                row[place] = str(max(numbers, default=0) + offset)
    return [tuple(row) for row in again]


def _is_named(column: str, said: Mentioned) -> bool:
    return said.names is None or column in said.names


class _Maker:
    """Makes small databases whose rows meet each other and the conditions of the queries."""

    def __init__(self, copies: Copies, sample: Database, said: Mentioned, random: Random) -> None:
        self._copies, self._sample, self._said, self._random = copies, sample, said, random
        self._pools: dict[tuple[str, int], tuple[str, ...]] = {}
        for copy in copies.tables:
            rows = sample.get(copy.table.qualified, ())
            for place, column in enumerate(copy.columns):
                real = [row[place] for row in rows[:40]]
                found = pool(column, copy.table.column(column.name), said, real)
                self._pools[copy.table.qualified, place] = found

    def database(self, most: int) -> Database:
        made: dict[str, list[Row]] = {}
        for copy in self._copies.tables:
            is_empty = most > 1 and self._random.random() < 0.06
            size = 0 if is_empty else min(most, self._random.choice(_SIZES))
            rows: list[Row] = []
            made[copy.table.qualified] = rows
            for _ in range(size):
                if rows and self._random.random() < 0.2:
                    rows.append(self._again(copy, self._random.choice(rows)))
                else:
                    rows.append(self._row(copy, made))
        return made

    def _row(self, copy: Copied, made: Mapping[str, Sequence[Row]]) -> Row:
        real = self._sample.get(copy.table.qualified, ())
        base = self._random.choice(real) if real and self._random.random() < 0.5 else None
        is_faithful = self._random.random() < 0.6
        row = [self._value(copy, place, base, is_faithful) for place in range(len(copy.columns))]
        self._refer(copy, row, made)
        return tuple(row)

    def _again(self, copy: Copied, row: Row) -> Row:
        """A row once more, under another key."""
        again = list(row)
        for place in {place for key in copy.unique for place in key}:
            again[place] = self._value(copy, place, None, False)
        return tuple(again)

    def _value(self, copy: Copied, place: int, base: Row | None, is_faithful: bool) -> Value:
        column, random = copy.columns[place], self._random
        values = self._pools[copy.table.qualified, place]
        is_named = _is_named(column.name, self._said)
        true = self._said.satisfying.get(column.name)
        if is_faithful and true and random.random() < 0.85:
            value = random.choice(true)
            if (value is None and column.is_nullable) or (value is not None and fits(value, column)):
                return value
        if column.is_nullable and random.random() < (0.2 if is_named else 0.05):
            return None
        if column.name in self._said.joined and (meeting := small(column)) and random.random() < 0.7:
            return random.choice(meeting)
        if base is not None and base[place] is not None and (not is_named or random.random() < 0.4):
            return base[place]
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
