"""A share of each table's rows, and with them all rows that they refer to, so that foreign keys hold.

Rows are drawn first, table by table. Then, foreign key by foreign key, the keys that the copy refers to and lacks are
asked of the source, until nothing is lacking: rows fetched for one key may refer to others, of their own table too.
Each key is asked for once, so it ends where keys run in circles, and where the source itself lacks a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..postgres import DatabaseError, quoted
from .connecting_rows import Rows, copy_failure
from .connecting_source import Reference, SourceTable

_WHOLE_BYTES = 128 << 10
"""A table of so few pages is taken whole: it is most often one that others are looked up in."""
_BY_PAGE_BYTES = 64 << 20
"""Of larger ones only a share of the pages is read, so that the source is spared; else single rows are drawn."""
_KEYS = 1000
_SEED = 1

Key = tuple[str, ...]
"""Values of a foreign key's columns, as SQL literals."""


def drawn(table: SourceTable, share: float) -> str:
    """The query for a share (0 to 1) of a table's own rows; the same rows each time while it does not change."""
    select = f"SELECT {table.column_list} FROM {table.own_rows}"
    if share >= 1 or table.heap_bytes <= _WHOLE_BYTES:
        return select
    method = "SYSTEM" if table.heap_bytes > _BY_PAGE_BYTES else "BERNOULLI"
    return f"{select} TABLESAMPLE {method} ({share * 100:.6g}) REPEATABLE ({_SEED})"


def drawn_bytes(table: SourceTable, share: float) -> float:
    """About how much of a table is read, without what is fetched for foreign keys."""
    return table.heap_bytes * (1.0 if table.heap_bytes <= _WHOLE_BYTES else share)


async def complete(rows: Rows, tables: Mapping[int, SourceTable], references: Sequence[Reference]) -> None:
    """Fetch all that the rows of the copy refer to. `tables`, by oid, are those that the copy has."""
    known = [ref for ref in references if ref.table in tables and ref.target in tables]
    asked: dict[Reference, set[Key]] = {reference: set() for reference in known}
    is_complete = False
    while not is_complete:
        is_complete = True
        for reference, before in asked.items():
            target = tables[reference.target]
            lacking = [key for key in await _lacking(rows, tables, reference) if key not in before]
            for keys in _batches(lacking):
                is_complete = False
                before.update(keys)
                await rows.move(target, _having(target, reference, keys))


async def _lacking(rows: Rows, tables: Mapping[int, SourceTable], reference: Reference) -> Sequence[Key]:
    """The keys that rows of the copy hold and no row of it has. One with a NULL refers to nothing (MATCH SIMPLE)."""
    table, target = tables[reference.table], tables[reference.target]
    columns = [f"c.{quoted(column)}" for column in reference.columns]
    pairs = zip(columns, reference.target_columns, strict=True)
    sql = (
        f"SELECT DISTINCT {', '.join(f'quote_literal({column}::text)' for column in columns)} FROM {table.own_rows} c "
        f"WHERE {' AND '.join(f'{column} IS NOT NULL' for column in columns)} AND NOT EXISTS (SELECT 1 FROM "
        f"{target.own_rows} t WHERE {' AND '.join(f't.{quoted(name)} = {column}' for column, name in pairs)})"
    )
    try:
        return await (await rows.copy.execute(sql.encode())).fetchall()
    except DatabaseError as error:
        raise copy_failure(error, table.quoted) from None


def _having(target: SourceTable, reference: Reference, keys: Sequence[Key]) -> str:
    """The query for the rows that have one of the keys."""
    columns = ", ".join(quoted(name) for name in reference.target_columns)
    typed = (", ".join(f"{one}::{kind}" for one, kind in zip(key, reference.target_types, strict=True)) for key in keys)
    values = ", ".join(f"({key})" for key in typed)
    return f"SELECT {target.column_list} FROM {target.own_rows} WHERE ({columns}) IN (VALUES {values})"


def _batches(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    for start in range(0, len(keys), _KEYS):
        yield keys[start : start + _KEYS]
