"""Small databases to try two queries on: empty ones, samples of real rows, with NULLs and duplicates, made-up ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from .variations_copies import Copied, Copies, Database, Row
from .variations_maker import Maker, is_named
from .variations_values import Mentioned

_ENOUGH_TO_SWEEP = 30
"""With fewer made-up rows than that, a look is meant to be short."""


@dataclass(frozen=True, slots=True)
class Variation:
    """Rows for the copies, and what is special about them, for a person."""

    about: str
    rows: Database


def variations(copies: Copies, sample: Database, said: Mentioned, made_up: int, seed: int = 1) -> Iterator[Variation]:
    """Other data than that which is there; the same for the same arguments."""
    if not copies.tables:
        return
    yield Variation("no rows at all", {})
    if any(sample.values()):
        yield Variation("a sample of the rows", sample)
        yield Variation("a sample of the rows, some values NULL", _with_nulls(copies, sample, said))
        yield Variation("a sample of the rows, some twice", _with_duplicates(copies, sample))
        for copy in copies.tables if len(copies.tables) > 1 else ():
            without = {name: rows for name, rows in sample.items() if name != copy.table.qualified}
            yield Variation(f"a sample of the rows, none in {copy.table.name}", without)
    maker = Maker(copies, sample, said, Random(seed))
    if made_up >= _ENOUGH_TO_SWEEP:
        for copy in copies.tables:
            for place, column in enumerate(copy.columns):
                if column.name in said.compared:
                    # Once for each TimeZone, as they come in turn.
                    for _ in range(3 if column.category == "D" else 1):
                        yield Variation(f"all values worth trying of {column.name}", maker.sweep(copy, place))
    for number in range(made_up * min(2, len(copies.tables))):  # rows of several tables do not always meet
        yield Variation("made-up rows", maker.database(is_tiny=number < made_up // 10))


def _with_nulls(copies: Copies, sample: Database, said: Mentioned) -> Database:
    def changed(copy: Copied, number: int, row: Row) -> Row:
        return tuple(
            None if column.is_nullable and is_named(column.name, said) and (number + place) % 3 == 0 else value
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
