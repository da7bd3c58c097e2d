"""Compare rows as text: a multiset, in the order that was asked for, floats with a tolerance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isinf, isnan

from ..postgres.statements import Rows, Value

FLOATS = frozenset({700, 701})
"""OIDs of float4 and float8."""
_TOLERANCE = {700: 1e-5, 701: 1e-9}
"""A sum of floats in another order differs by about this share."""
_NEAR_ZERO = 1e-9
SHOWN_ROWS = 3

Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What was expected, and what came instead, for a person to read."""

    expected: str
    actual: str


def columns_differ(expected: Sequence[tuple[str, int]], actual: Sequence[tuple[str, int]]) -> Difference | None:
    """Whether names or types of columns differ."""
    if tuple(expected) == tuple(actual):
        return None
    names = [name for name, _ in expected], [name for name, _ in actual]
    if names[0] != names[1]:
        return Difference(f"columns {', '.join(names[0])}", f"columns {', '.join(names[1])}")
    types = [(old, new) for old, new in zip(expected, actual, strict=True) if old != new]
    return Difference(
        ", ".join(f"column {name} of type OID {oid}" for (name, oid), _ in types),
        ", ".join(f"column {name} of type OID {oid}" for _, (name, oid) in types),
    )


def rows_differ(expected: Rows, actual: Rows, keys: Sequence[int] = ()) -> Difference | None:
    """Whether rows differ. `expected` may have more columns behind those of `actual`: what it is ordered by.

    With `keys`, the places of order keys in `expected`, rows must come in that order, those of equal keys in any.
    """
    width = len(actual.columns)
    if differ := columns_differ(expected.columns[:width], actual.columns):
        return differ
    oids = [oid for _, oid in actual.columns]
    whole = [row[:width] for row in expected.rows]
    if differ := _multisets_differ(whole, actual.rows, oids):
        return differ
    start = 0
    for _, peers in groupby(expected.rows, lambda row: tuple(row[place] for place in keys)) if keys else ():
        group = [row[:width] for row in peers]
        if _multisets_differ(group, actual.rows[start : start + len(group)], oids):
            place = f"from row {start + 1} on" if start else "first"
            shown = [table(actual.rows[start : start + len(group)])]
            return Difference(f"{place} {table(group)}", f"{place} {shown[0]}, so the order differs")
        start += len(group)
    return None


def _multisets_differ(expected: Sequence[Row], actual: Sequence[Row], oids: Sequence[int]) -> Difference | None:
    missing, surplus = Counter(expected), Counter(actual)
    common = missing & surplus
    missing, surplus = missing - common, surplus - common
    if not missing and not surplus:
        return None
    left, right = sorted(missing.elements(), key=_key(oids)), sorted(surplus.elements(), key=_key(oids))
    can_be_same = len(left) == len(right) and FLOATS.intersection(oids)
    if can_be_same and all(_same(old, new, oids) for old, new in zip(left, right, strict=True)):
        return None
    return Difference(_described(left, len(expected)), _described(right, len(actual)))


def _key(oids: Sequence[int]):  # type: ignore[no-untyped-def]
    """Sorts exact values before floats, so that rows that are the same up to a tolerance come to stand side by side."""

    def key(row: Row) -> tuple[object, ...]:
        exact = [(value is None, value or "") for value, oid in zip(row, oids, strict=True) if oid not in FLOATS]
        floats = [_number(value) for value, oid in zip(row, oids, strict=True) if oid in FLOATS]
        return (exact, floats)

    return key


def _number(value: Value) -> tuple[int, float]:
    number = float(value) if value is not None else 0.0
    return (2, 0.0) if value is None else (1, 0.0) if isnan(number) else (0, number)


def _same(expected: Row, actual: Row, oids: Sequence[int]) -> bool:
    return all(
        close(old, new, _TOLERANCE[oid]) if oid in FLOATS else old == new
        for old, new, oid in zip(expected, actual, oids, strict=True)
    )


def close(expected: Value, actual: Value, tolerance: float = _TOLERANCE[701]) -> bool:
    """Whether two floats, as text, are the same up to the order of a sum; NULL, NaN and -0 are like themselves only."""
    if expected == actual:
        return True
    if expected is None or actual is None:
        return False
    old, new = float(expected), float(actual)
    if isnan(old) or isnan(new) or isinf(old) or isinf(new) or old == new == 0:
        return False
    return abs(old - new) <= tolerance * max(abs(old), abs(new)) or max(abs(old), abs(new)) < _NEAR_ZERO


def _described(rows: Sequence[Row], total: int) -> str:
    if not rows:
        return f"{count(total)}, without those of the other" if total else "no rows"
    return f"{table(rows)} among {count(total)}" if total > len(rows) else table(rows)


def table(rows: Sequence[Row], most: int = SHOWN_ROWS) -> str:
    """A few rows as text."""
    shown = ", ".join(one(row) for row in rows[:most])
    return f"{shown} and {len(rows) - most:,} more" if len(rows) > most else shown or "no rows"


def one(row: Iterable[Value]) -> str:
    """A row as SQL would write it."""
    return f"({', '.join('NULL' if value is None else _short(value) for value in row)})"


def count(rows: int) -> str:
    """The number of rows in words."""
    return "1 row" if rows == 1 else f"{rows:,} rows"


def _short(value: str, most: int = 60) -> str:
    text = value.encode(errors="surrogateescape").decode(errors="replace")
    text = text if len(text) <= most else text[: most - 1] + "…"
    return text if text.replace(".", "", 1).lstrip("-").isdigit() else f"'{text}'"
