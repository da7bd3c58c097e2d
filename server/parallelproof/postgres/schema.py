"""Read what a database holds from its catalogue: tables, columns with their statistics, constraints, indexes, views.

Five queries, none of which reads a table. They wait for tables that someone has locked exclusively, so give the
connection a `lock_timeout`. Statistics come from `pg_stats`, which shows a role those of the columns it may read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Literal

from ..domain import Column, ForeignKey, Index, Schema, Table
from .connect import Connection

Kind = Literal["table", "partitioned", "view", "materialized view", "foreign"]
KINDS: dict[str, Kind] = {"r": "table", "p": "partitioned", "v": "view", "m": "materialized view", "f": "foreign"}

RELATIONS = """
WITH RECURSIVE relation AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind, greatest(c.reltuples, 0) AS rows
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), part AS (
    SELECT oid AS root, oid FROM relation WHERE relkind = 'p'
    UNION ALL SELECT part.root, i.inhrelid FROM part JOIN pg_inherits i ON i.inhparent = part.oid
), whole AS (
    SELECT part.root, sum(greatest(c.reltuples, 0)) AS rows, sum(pg_table_size(c.oid)) AS bytes
    FROM part JOIN pg_class c ON c.oid = part.oid WHERE c.relkind <> 'p' GROUP BY part.root
)
SELECT r.oid::bigint, r.nspname::text, r.relname::text, r.relkind::text,
       CASE WHEN r.relkind = 'p' THEN coalesce(whole.rows, 0) ELSE r.rows END::float8,
       CASE WHEN r.relkind = 'p' THEN coalesce(whole.bytes, 0)
            WHEN r.relkind IN ('r', 'm') THEN coalesce(pg_table_size(r.oid), 0) ELSE 0 END::bigint,
       CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END,
       r.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = r.oid),
       (SELECT p.nspname || '.' || p.relname FROM pg_inherits i JOIN relation p ON p.oid = i.inhparent
        WHERE i.inhrelid = r.oid AND p.relkind = 'p')
FROM relation r LEFT JOIN whole ON whole.root = r.oid
ORDER BY r.nspname, r.relname
"""

# A partitioned table's statistics are those with `inherited`; an ordinary table's without are of its own rows.
# From version 18 a NOT NULL may be there that was never validated.
COLUMNS = """
SELECT a.attrelid::bigint, a.attname::text, format_type(a.atttypid, a.atttypmod),
       NOT (t.typnotnull OR a.attnotnull AND NOT EXISTS (
           SELECT FROM pg_constraint k
           WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND a.attnum = ANY (k.conkey) AND NOT k.convalidated)),
       s.null_frac::float8, s.n_distinct::float8, s.most_common_vals::text::text[], s.most_common_freqs::float8[],
       s.histogram_bounds::text::text[], s.correlation::float8
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
    AND s.inherited = (c.relkind = 'p')
WHERE a.attnum > 0 AND NOT a.attisdropped
    AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY a.attrelid, a.attnum
"""

# Only what holds for every row: a constraint that was not validated proves nothing.
CONSTRAINTS = """
SELECT k.conrelid::bigint, k.contype::text, pg_get_expr(k.conbin, k.conrelid), fn.nspname || '.' || f.relname,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u (attnum, at)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum ORDER BY u.at),
       ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u (attnum, at)
             JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum ORDER BY u.at)
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class f ON f.oid = k.confrelid
LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
WHERE k.contype IN ('f', 'c') AND k.convalidated AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT (k.connoinherit AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = k.conrelid))
ORDER BY k.conrelid, k.conname
"""

# A unique index that is checked at commit proves nothing before it, as for the planner itself.
INDEXES = """
SELECT x.indrelid::bigint, i.relname::text, pg_get_indexdef(x.indexrelid), m.amname::text, x.indisunique,
       x.indisvalid AND x.indisready, x.indisprimary, x.indimmediate,
       pg_get_expr(x.indpred, x.indrelid),
       CASE WHEN i.relkind = 'i' THEN coalesce(pg_relation_size(i.oid), 0) ELSE 0 END::bigint,
       ARRAY(SELECT coalesce(a.attname::text, pg_get_indexdef(x.indexrelid, u.at::int, true))
             FROM unnest(x.indkey::int2[]) WITH ORDINALITY u (attnum, at)
             LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = u.attnum AND u.attnum <> 0
             WHERE u.at <= x.indnkeyatts ORDER BY u.at),
       0 = ANY (x.indkey::int2[])
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_am m ON m.oid = i.relam
JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY x.indrelid, i.relname
"""

DATABASE = """
SELECT current_setting('server_version_num')::int, current_schemas(false)::text[],
       ARRAY(SELECT extname::text FROM pg_extension), ARRAY(SELECT name::text FROM pg_available_extensions)
"""

Row = tuple[Any, ...]


async def read_schema(connection: Connection) -> Schema:
    """The schema of the connection's database. Raises DatabaseError."""
    relations = await _rows(connection, RELATIONS)
    rows_of = {relation[0]: relation[4] for relation in relations}
    columns = _grouped(await _rows(connection, COLUMNS))
    constraints = _grouped(await _rows(connection, CONSTRAINTS))
    indexes = _grouped(await _rows(connection, INDEXES))
    ((version, path, extensions, available),) = await _rows(connection, DATABASE)
    tables = (
        _table(
            relation,
            tuple(_column(row, rows_of[relation[0]]) for row in columns[relation[0]]),
            constraints[relation[0]],
            indexes[relation[0]],
        )
        for relation in relations
    )
    return Schema(version, tuple(tables), tuple(path), frozenset(extensions), frozenset(available))


async def _rows(connection: Connection, query: str) -> list[Row]:
    cursor = await connection.execute(query.encode())
    return await cursor.fetchall()


def _grouped(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    """Rows by the relation that their first value names, without it."""
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for relation, *rest in rows:
        groups[relation].append(tuple(rest))
    return groups


def _column(row: Row, rows: float) -> Column:
    name, kind, is_nullable, null_share, distinct, values, shares, bounds, correlation = row
    if distinct is not None and distinct < 0:  # a share of the rows, as the number grows with them
        distinct = -distinct * rows
    common = tuple(zip(values or (), shares or (), strict=False))
    return Column(name, kind, is_nullable, null_share, distinct, common, tuple(bounds or ()), correlation)


def _table(relation: Row, columns: tuple[Column, ...], constraints: list[Row], indexes: list[Row]) -> Table:
    _, schema, name, kind, rows, size_bytes, definition, has_children, partition_of = relation
    # What is unique in a table need not be in it and those that inherit from it, which a query reads together.
    unique = [] if has_children else [row for row in indexes if _proves_unique(row)]
    return Table(
        schema,
        name,
        KINDS[kind],
        columns,
        rows,
        size_bytes,
        primary_key=next((tuple(row[9]) for row in unique if row[5]), ()),
        unique=tuple(dict.fromkeys(tuple(row[9]) for row in unique)),
        foreign_keys=tuple(ForeignKey(tuple(of), table, tuple(to)) for k, _, table, of, to in constraints if k == "f"),
        checks=tuple(expression for k, expression, *_ in constraints if k == "c"),
        indexes=tuple(_index(row) for row in indexes),
        definition=definition,
        partition_of=partition_of,
    )


def _proves_unique(row: Row) -> bool:
    _, _, _, is_unique, is_valid, _, is_immediate, predicate, _, _, has_expressions = row
    return bool(is_unique and is_valid and is_immediate and predicate is None and not has_expressions)


def _index(row: Row) -> Index:
    name, definition, method, is_unique, is_valid, _, _, predicate, size_bytes, columns, _ = row
    return Index(name, definition, method, tuple(columns), is_unique, is_valid, predicate, size_bytes)
