"""What a statement that writes does: the rows it returns, and those that are in its tables afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..domain import Schema, Table
from ..postgres import Connection, quoted
from ..postgres.statements import Rows, Value, fetch, fetch_text
from .rows_clauses import stripped
from .rows_compare import Difference, count, rows_differ

_MADE_UP = """
SELECT a.attname::text FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
    AND (a.attidentity <> '' OR EXISTS (
        SELECT FROM pg_proc p WHERE p.provolatile <> 'i'
            AND pg_get_expr(d.adbin, d.adrelid) ~* ('\\m' || p.proname || '\\M')))
"""
"""Columns that get another value each time a row is inserted without one."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a statement returned, and for each table (rows, sum of their hashes) afterwards."""

    returned: Rows
    tables: tuple[tuple[str, int, int], ...]


def written(names: Sequence[tuple[str, str | None]], schema: Schema) -> list[Table]:
    """The tables of those names that a statement writes to, and those whose rows may go with theirs."""
    found = [table for name, within in names if (table := schema.table(name, within))]
    for table in found:
        found += [
            other for other in schema.tables
            if other not in found and any(key.table == table.qualified for key in other.foreign_keys)
        ]  # fmt: skip
    return found


async def effect(connection: Connection, sql: str, values: Sequence[Value], tables: Sequence[Table]) -> Effect:
    """Run the statement, look, and take it back. Raises DatabaseError."""
    made_up = {table.qualified: await _made_up(connection, table) for table in tables}
    async with connection.transaction(force_rollback=True):
        returned = await fetch_text(connection, stripped(sql), values)
        after = [await _contents(connection, table, made_up[table.qualified]) for table in tables]
    return Effect(returned, tuple(after))


def effects_differ(expected: Effect, actual: Effect) -> Difference | None:
    """Whether rows returned, rows touched or rows left behind differ."""
    if differ := rows_differ(expected.returned, actual.returned):
        return differ
    if expected.returned.count != actual.returned.count:
        return Difference(f"{count(expected.returned.count)} written", f"{count(actual.returned.count)} written")
    for (name, rows, total), (_, other_rows, other_total) in zip(expected.tables, actual.tables, strict=True):
        if rows != other_rows:
            return Difference(f"{count(rows)} left in {name}", f"{count(other_rows)} left in {name}")
        if total != other_total:
            return Difference(f"{count(rows)} left in {name}", f"as many in {name}, with other values")
    return None


async def _made_up(connection: Connection, table: Table) -> frozenset[str]:
    rows = await fetch(connection, _MADE_UP, (quoted(table.schema, table.name),))
    return frozenset(name for (name,) in rows)


async def _contents(connection: Connection, table: Table, made_up: frozenset[str]) -> tuple[str, int, int]:
    columns = ", ".join(quoted(column.name) for column in table.columns if column.name not in made_up)
    hashed = f'hashtextextended(ROW({columns})::text COLLATE "C", 0)'
    query = f"SELECT count(*), coalesce(sum({hashed}), 0)::text FROM {quoted(table.schema, table.name)}"
    ((rows, total),) = await fetch(connection, query)
    return table.qualified, rows, int(total)
