"""Bind a query's parameters to typical values, taken from what the statistics say of the columns they meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from ..domain import Binding, Query, Schema, Table
from ..languages.sql.uses import Use, uses
from .connect import Connection, DatabaseError, quoted
from .statements import fetch
from .values import MOODS, Mood, Values, by_type, chosen

_SAMPLED_ROWS = 5_000
_READ_TEXTS = 300
_READ_CHARS = 500
_STORED = frozenset({"table", "partitioned", "materialized view"})
_PREPARED = "parallelproof_types"
_NEVER_NULL = frozenset({"limit", "offset"})
Row = tuple[str | None, ...]


async def typical(connection: Connection, query: Query, schema: Schema) -> list[Binding]:
    """Sets of values for the parameters of a query, each as text that the database casts; the likeliest first.

    "common", "rare", "middle" (of the histogram) and "out of range" values; "one row", whose values stand in one row
    of the table; "NULL" for all of them, "without p" for those that the query itself tests for NULL, and "empty" for
    lists. A query without parameters has one set without values. Raises DatabaseError where the database does not
    understand the query; sets that it cannot plan it with are left out.
    """
    if not query.parameters:
        return [Binding((), "no parameters")]
    types = await parameter_types(connection, query.sql)
    found = uses(query.sql, len(types), schema)
    known = [await _values(connection, use, type_name, schema) for use, type_name in zip(found, types, strict=True)]
    rows = max((use.table.rows for use in found if use.table), default=0.0)
    sets: dict[str, Row] = {}
    for mood in MOODS:
        row = [chosen(use, kind, values, mood, rows) for use, kind, values in zip(found, types, known, strict=True)]
        sets[mood] = await _valid(connection, row, types, mood)
    together = await _one_row(connection, found, sets["common"], types)
    bindings = _distinct(_ordered(sets, together, found, types, query))
    return [binding for binding in bindings if await _is_planned(connection, query, binding)] or bindings[:1]


async def parameter_types(connection: Connection, sql: str) -> list[str]:
    """The type of each parameter as the database infers it. Raises DatabaseError."""
    await connection.execute(f"PREPARE {_PREPARED} AS {sql}".encode())
    try:
        ((types,),) = await fetch(
            connection, "SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = $1", [_PREPARED]
        )
    finally:
        await connection.execute(f"DEALLOCATE {_PREPARED}".encode())
    return list(types)


def _ordered(
    sets: dict[str, Row], together: Row | None, found: Sequence[Use], types: Sequence[str], query: Query
) -> Iterable[tuple[str, Row]]:
    common = sets["common"]
    yield "common", common
    if together:
        yield "one row", together
    yield "rare", sets["rare"]
    yield "middle", sets["middle"]
    optional = [name for name, use in zip(query.parameters, found, strict=True) if use.is_optional]
    if optional:
        without = (None if use.is_optional else value for use, value in zip(found, common, strict=True))
        yield f"without {', '.join(optional)}", tuple(without)
    if any(use.kind == "list" for use in found):
        empty = (
            "{}" if use.kind == "list" and kind.endswith("[]") else value
            for use, kind, value in zip(found, types, common, strict=True)
        )
        yield "empty", tuple(empty)
    nulls = (value if use.kind in _NEVER_NULL else None for use, value in zip(found, common, strict=True))
    if not all(use.kind in _NEVER_NULL for use in found):
        yield "NULL", tuple(nulls)
    yield "out of range", sets["out of range"]


def _distinct(sets: Iterable[tuple[str, Row]]) -> list[Binding]:
    named: dict[Row, str] = {}
    for about, values in sets:
        named.setdefault(values, about)
    return [Binding(values, about) for values, about in named.items()]


async def _values(connection: Connection, use: Use, type_name: str, schema: Schema) -> Values:
    """What the thing holds that a parameter is compared with."""
    if use.table is not None and not (use.is_part and use.kind != "pattern"):
        if use.kind == "words":
            return await _sampled(connection, use.table, f"left(({use.expression})::text, {_READ_CHARS})", _READ_TEXTS)
        known = Values.of(use.column) if use.column else Values()
        return known or await _sampled(connection, use.table, use.expression)
    labels = await _fetched(
        connection, "SELECT enumlabel FROM pg_enum WHERE enumtypid = $1::regtype ORDER BY enumsortorder", [type_name]
    )
    if labels:
        return Values(tuple(label for (label,) in labels))
    # A moment by itself says little: one of those in the database is likelier to be near the data.
    if type_name.startswith(("date", "timestamp")) and not type_name.endswith("[]"):
        columns = (column for table in schema.tables for column in table.columns if column.type == type_name)
        return next((values for column in columns if (values := Values.of(column))), Values())
    return Values()


async def _sampled(connection: Connection, table: Table, expression: str, rows: int = _SAMPLED_ROWS) -> Values:
    """What an expression over a table gives for some of its rows; nothing where they cannot be read at once."""
    if table.kind not in _STORED:
        return Values()
    sql = (
        f"SELECT value, count(*) FROM (SELECT ({expression})::text AS value {_some_of(table)} LIMIT {rows}) s"
        " WHERE value IS NOT NULL AND length(value) < 1000 GROUP BY value"
    )
    return Values.counted(await _fetched(connection, sql))


def _some_of(table: Table) -> str:
    """FROM with a sample of pages where the table is large."""
    source = f"FROM {quoted(table.schema, table.name)}"
    if table.rows < 4 * _SAMPLED_ROWS:
        return source
    return f"{source} TABLESAMPLE SYSTEM ({200 * _SAMPLED_ROWS / table.rows:.6f}) REPEATABLE (1)"


async def _one_row(connection: Connection, found: Sequence[Use], common: Row, types: Sequence[str]) -> Row | None:
    """Values that stand together in one row, where at least two are compared with columns of one table."""
    tables: defaultdict[str, list[int]] = defaultdict(list)
    for place, use in enumerate(found):
        is_stored = use.table is not None and use.table.kind in _STORED
        if use.table and is_stored and use.kind == "equal" and not use.is_part and not use.place:
            tables[use.table.qualified].append(place)
    row, several = list(common), [places for places in tables.values() if len(places) > 1]
    for places in several:
        table = found[places[0]].table
        assert table
        wanted = ", ".join(f"({found[place].expression})::text" for place in places)
        present = " AND ".join(f"({found[place].expression}) IS NOT NULL" for place in places)
        sql = f"SELECT {wanted} FROM (SELECT * {_some_of(table)} LIMIT {_SAMPLED_ROWS}) s WHERE {present}"
        rows = await _fetched(connection, sql)
        if rows:
            for place, value in zip(places, rows[len(rows) // 2], strict=True):
                row[place] = value
    return await _valid(connection, row, types, "common") if several else None


async def _valid(connection: Connection, row: Sequence[str | None], types: Sequence[str], mood: Mood) -> Row:
    """The row with values by type where one is not of its parameter's type, which may differ from the column's."""
    if await _are_of(connection, row, types):
        return tuple(row)
    return tuple(
        [
            value if await _are_of(connection, [value], [kind]) else by_type(kind, mood)
            for value, kind in zip(row, types, strict=True)
        ]
    )


async def _are_of(connection: Connection, row: Sequence[str | None], types: Sequence[str]) -> bool:
    casts = ", ".join(f"${place}::{kind}" for place, kind in enumerate(types, 1))
    return bool(await _fetched(connection, f"SELECT true WHERE num_nulls({casts}) >= 0", row))


async def _is_planned(connection: Connection, query: Query, binding: Binding) -> bool:
    """Whether the database takes the values as far as it plans the query with them, which runs nothing of it."""
    return bool(await _fetched(connection, f"EXPLAIN {query.sql}", binding.values))


async def _fetched(connection: Connection, sql: str, values: Sequence[str | None] = ()) -> list[tuple[Any, ...]]:
    """The rows of a query; none where the database refuses it, with the transaction as it was."""
    try:
        async with connection.transaction():
            return await fetch(connection, sql, values)
    except DatabaseError:
        return []
