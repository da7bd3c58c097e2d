"""A few real rows of each table, which refer to each other, for variations of the data to begin from."""

from __future__ import annotations

from collections.abc import Sequence

from ..postgres import Connection, DatabaseError, quoted
from ..postgres.limits import is_lost
from ..postgres.statements import fetch_text
from .variations_copies import Copied, Copies, Database, Row, literal

_SAMPLE_ROWS = 120
_SAMPLE_CHARS = 200_000


async def sample(connection: Connection, copies: Copies, kept: dict[str, list[Row]]) -> Database:
    """Rows of the real tables, children of those parents that are in it first; those in `kept` are not read again."""
    for copy in copies.tables:
        if copy.table.qualified not in kept:
            kept[copy.table.qualified] = _slim(await _rows_of(connection, copy, copies, kept))
    return {copy.table.qualified: kept[copy.table.qualified] for copy in copies.tables}


def _slim(rows: Sequence[Row]) -> list[Row]:
    """As many of the rows as are quickly inserted again."""
    kept: list[Row] = []
    chars = 0
    for row in rows:
        chars += sum(len(value) for value in row if value is not None)
        if kept and chars > _SAMPLE_CHARS:
            break
        kept.append(row)
    return kept


async def _rows_of(connection: Connection, copy: Copied, copies: Copies, sample: Database) -> list[Row]:
    names = ", ".join(map(quoted, copy.names))
    if not names:
        return []
    conditions = [_refers(copy, copies, sample, key.columns, key.table, key.target) for key in copy.foreign_keys]
    origin = quoted(copy.table.schema, copy.table.name)
    for where in (f" WHERE {' AND '.join(filter(None, conditions))}" if any(conditions) else "", ""):
        try:
            async with connection.transaction():
                rows = (await fetch_text(connection, f"SELECT {names} FROM {origin}{where} LIMIT {_SAMPLE_ROWS}")).rows
        except DatabaseError as error:
            if is_lost(error):
                raise
            continue
        if rows:
            return rows
    return []


def _refers(
    copy: Copied, copies: Copies, sample: Database, columns: Sequence[str], target: str, keys: Sequence[str]
) -> str:
    """A condition that rows refer to rows of the sample, "" where that is not easily said."""
    parent = next((other for other in copies.tables if other.table.qualified == target), None)
    if parent is None or len(columns) != 1 or keys[0] not in parent.names or target == copy.table.qualified:
        return ""
    place = parent.names.index(keys[0])
    type_ = parent.columns[place].type
    listed = ", ".join(literal(value, type_) for row in sample.get(target, ()) if (value := row[place]) is not None)
    return f"({quoted(columns[0])} IS NULL OR {quoted(columns[0])} IN ({listed}))" if listed else ""
