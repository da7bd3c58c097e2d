"""Rows of a query on the data as it stands, hashed in the database, so that millions need not travel.

A row's hash covers its exact columns as their types write them; floats travel, to be compared with a tolerance. Under
ORDER BY the hashes come in order, and are summed for each run of rows whose order keys are equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..postgres import Connection
from ..postgres.statements import Rows, Value, fetch, fetch_text, stream
from .rows_clauses import Keyed, stripped
from .rows_compare import FLOATS, Difference, close, count, rows_differ

MOST_TRAVELLING = 1_000_000
"""Rows that may travel where order or floats are compared."""


class TooMany(Exception):
    """More rows than may travel."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns that a query gives, as (name, type OID)."""

    columns: tuple[tuple[str, int], ...]

    @property
    def floats(self) -> tuple[int, ...]:
        """Places of columns that are compared with a tolerance."""
        return tuple(place for place, (_, oid) in enumerate(self.columns) if oid in FLOATS)


@dataclass(frozen=True, slots=True)
class Digest:
    """The rows of a query: how many, the sum of their hashes, and what a sum cannot hold.

    `runs` are (rows, sum of hashes) for each run of equal order keys, `floats` (hash, floats of the row), sorted.
    """

    count: int
    total: int
    runs: tuple[tuple[int, int], ...] | None = None
    floats: tuple[tuple[int, tuple[float | None, ...]], ...] = field(default=(), repr=False)


async def shape(connection: Connection, sql: str, values: Sequence[Value]) -> Shape:
    """What a query gives, without running it. Raises DatabaseError."""
    given = await fetch_text(connection, f"SELECT * FROM ({stripped(sql)}\n) AS q LIMIT 0", values)
    return Shape(given.columns)


async def digest(
    connection: Connection, sql: str, values: Sequence[Value], columns: Shape, keyed: Keyed | None = None
) -> Digest:
    """The rows of the original under its order if `keyed` is given, without order if not.

    Raises DatabaseError, TooMany.
    """
    if keyed and keyed.keys:
        return await _travelling(connection, keyed.sql, values, columns, keyed)
    if columns.floats:
        return await _travelling(connection, stripped(sql), values, columns, None)
    query = f"SELECT count(*), coalesce(sum(h), 0)::text FROM ({_hashed(sql, columns, None)} OFFSET 0) AS s"
    ((rows, total),) = await fetch(connection, query, values)
    return Digest(rows, int(total))


async def held_against(
    connection: Connection, sql: str, values: Sequence[Value], columns: Shape, expected: Digest
) -> bool:
    """Whether a query gives the rows of a digest, in its order. Raises DatabaseError, TooMany."""
    found = await _like(connection, sql, values, columns, expected)
    return (
        (found.count, found.total) == (expected.count, expected.total)
        and found.runs == expected.runs
        and _floats_agree(expected, found, columns)
    )


async def _like(connection: Connection, sql: str, values: Sequence[Value], columns: Shape, expected: Digest) -> Digest:
    if expected.runs is None:
        return await digest(connection, sql, values, columns)
    sizes = [rows for rows, _ in expected.runs]
    return await _travelling(connection, stripped(sql), values, columns, None, sizes)


def _hashed(sql: str, columns: Shape, keyed: Keyed | None) -> str:
    """A query of hashes, floats and the hash of the order keys."""
    width = len(columns.columns)
    names = [f"c{place}" for place in range(width)]
    more = range(width, max([width, *(place + 1 for place in keyed.keys)])) if keyed else ()
    names += [f"c{place}" for place in more]
    exact = ", ".join(names[place] for place in range(width) if place not in columns.floats)
    parts = [f"{_hash(exact)} AS h", *(f"{names[place]}::float8" for place in columns.floats)]
    if keyed:
        parts.append(_hash(", ".join(names[place] for place in keyed.keys)))
    return (
        f"SELECT {', '.join(parts)} FROM ({stripped(sql)}\n) AS q({', '.join(names)})"
        if names
        else (f"SELECT 0::bigint AS h FROM ({stripped(sql)}\n) AS q")
    )


def _hash(columns: str) -> str:
    return f'hashtextextended(ROW({columns})::text COLLATE "C", 0)'


async def _travelling(
    connection: Connection,
    sql: str,
    values: Sequence[Value],
    columns: Shape,
    keyed: Keyed | None,
    sizes: Sequence[int] | None = None,
) -> Digest:
    """A digest made here from rows that come in order; runs are those of equal keys, or of the sizes given."""
    runs: list[list[int]] = []
    floats: list[tuple[int, tuple[float | None, ...]]] = []
    rows = total = 0
    last: object = None
    ends = _ends(sizes) if sizes is not None else frozenset()
    async for batch in stream(connection, _hashed(sql, columns, keyed), values):
        for row in batch:
            hashed = row[0]
            if keyed or sizes is not None:
                is_new = row[-1] != last if keyed else rows in ends
                if is_new or not runs:
                    runs.append([0, 0])
                last = row[-1]
                runs[-1][0] += 1
                runs[-1][1] += hashed
            rows += 1
            total += hashed
            if columns.floats:
                floats.append((hashed, tuple(row[1 : 1 + len(columns.floats)])))
        if rows > MOST_TRAVELLING:
            raise TooMany(f"it gives more than {MOST_TRAVELLING:,} rows, too many to compare their order or floats")
    ordered = tuple((size, sum_) for size, sum_ in runs) if keyed or sizes is not None else None
    return Digest(rows, total, ordered, tuple(sorted(floats, key=_sortable)))


def _ends(sizes: Sequence[int]) -> frozenset[int]:
    ends, at = set(), 0
    for size in sizes:
        at += size
        ends.add(at)
    return frozenset(ends)


def _sortable(entry: tuple[int, tuple[float | None, ...]]) -> tuple[int, list[tuple[int, float]]]:
    hashed, floats = entry
    return hashed, [(2, 0.0) if f is None else (1, 0.0) if f != f else (0, f) for f in floats]


def _floats_agree(expected: Digest, found: Digest, columns: Shape) -> bool:
    # A float4 is exact to some seven digits, whatever it is written as.
    tolerances = [1e-5 if columns.columns[place][1] == 700 else 1e-9 for place in columns.floats]
    return len(expected.floats) == len(found.floats) and all(
        old_hash == new_hash
        and all(close(_text(a), _text(b), by) for a, b, by in zip(old, new, tolerances, strict=True))
        for (old_hash, old), (new_hash, new) in zip(expected.floats, found.floats, strict=True)
    )


def _text(value: float | None) -> Value:
    return None if value is None else repr(value)


async def differing_rows(
    connection: Connection, old: str, new: str, values: Sequence[Value], columns: Shape, expected: Digest
) -> Difference:
    """A few rows that only one of two queries gives, once they are known to differ. Raises DatabaseError."""
    names = ", ".join(f"c{place}" for place in range(len(columns.columns)))
    sides = [f"SELECT ROW({names})::text FROM ({stripped(sql)}\n) AS q({names})" for sql in (old, new)]
    only: list[Rows] = []
    for first, second in (sides, sides[::-1]):
        only.append(await fetch_text(connection, f"({first}) EXCEPT ALL ({second}) ORDER BY 1 LIMIT 20", values))
    if not only[0].rows and not only[1].rows:
        return Difference(f"{count(expected.count)} in the order that was asked for", "the same rows in another order")
    if differ := rows_differ(only[0], only[1]):
        return differ
    return Difference(f"{count(expected.count)}", "other rows")
