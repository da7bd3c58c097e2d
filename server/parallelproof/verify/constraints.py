"""What a database's constraints say of every state that it can be in, each looked up strictly where it is declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..postgres import Connection
from ..postgres.statements import fetch

Name = tuple[str, str]
"""Schema and name of a table."""


@dataclass(frozen=True, slots=True, order=True)
class Unique:
    """No two rows of a table are equal in these columns."""

    table: Name
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class NotNull:
    """A column of a table is never NULL."""

    table: Name
    column: str


@dataclass(frozen=True, slots=True, order=True)
class References:
    """For each row of a table without NULLs in these columns there is just one in the target that has them."""

    table: Name
    columns: tuple[str, ...]
    target: Name
    target_columns: tuple[str, ...]


Claim = Unique | NotNull | References

# Rows of tables that inherit from one are read with it, and are bound by none of this.
_ALONE = (
    "c.relkind IN ('r', 'p') AND NOT (c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid))"
)
_NAMED = "c.oid = to_regclass(format('%I.%I', $1::text, $2::text))"
_NAMES = """ARRAY(SELECT a.attname::text FROM unnest({keys}) WITH ORDINALITY u (attnum, at)
    JOIN pg_attribute a ON a.attrelid = {table} AND a.attnum = u.attnum ORDER BY u.at)"""
# Checked with each statement, of all rows, by what `=` means for these columns, and by nothing that leaves rows out.
_UNIQUE = f"""
SELECT i.relname::text FROM pg_class c
JOIN pg_index x ON x.indrelid = c.oid
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_am m ON m.oid = i.relam
WHERE {_NAMED} AND {_ALONE} AND m.amname = 'btree'
    AND x.indisunique AND x.indisvalid AND x.indisready AND x.indislive AND x.indimmediate
    AND x.indpred IS NULL AND x.indexprs IS NULL
    AND {_NAMES.format(keys="(x.indkey::int2[])[0:x.indnkeyatts - 1]", table="c.oid")} = $3::text[]
    AND NOT EXISTS (
        SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u') AND k.condeferrable)
    AND NOT EXISTS (
        SELECT FROM generate_series(0, x.indnkeyatts - 1) at
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = (x.indkey::int2[])[at]
        JOIN pg_opclass o ON o.oid = (x.indclass::oid[])[at]
        WHERE NOT o.opcdefault OR (x.indcollation::oid[])[at] <> a.attcollation)
ORDER BY x.indisprimary DESC, i.relname LIMIT 1
"""
_NOT_NULL = f"""
SELECT 'NOT NULL' FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = $3 AND NOT a.attisdropped
WHERE {_NAMED} AND {_ALONE} AND a.attnotnull AND NOT EXISTS (
    SELECT FROM pg_constraint k
    WHERE k.conrelid = c.oid AND k.contype = 'n' AND a.attnum = ANY (k.conkey) AND NOT k.convalidated)
"""
# One that is there, was checked for all rows, is checked with each statement, and by triggers that nobody switched off.
# Rows that the target's policies hide are not found.
_REFERENCES = f"""
SELECT k.conname::text FROM pg_class c
JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f'
JOIN pg_class f ON f.oid = k.confrelid
WHERE {_NAMED} AND {_ALONE} AND {_ALONE.replace("c.", "f.")}
    AND f.oid = to_regclass(format('%I.%I', $4::text, $5::text)) AND NOT f.relrowsecurity
    AND k.convalidated AND NOT k.condeferrable
    AND coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true)
    AND NOT coalesce((to_jsonb(k) ->> 'conperiod')::boolean, false)
    AND {_NAMES.format(keys="k.conkey", table="c.oid")} = $3::text[]
    AND {_NAMES.format(keys="k.confkey", table="f.oid")} = $6::text[]
    AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled NOT IN ('O', 'A'))
    AND NOT EXISTS (
        SELECT FROM unnest(k.conkey, k.confkey) u (mine, theirs)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.mine
        JOIN pg_attribute b ON b.attrelid = f.oid AND b.attnum = u.theirs
        WHERE a.atttypid <> b.atttypid OR a.attcollation <> b.attcollation)
ORDER BY k.conname LIMIT 1
"""


async def declared(connection: Connection, claims: Iterable[Claim]) -> list[str] | None:
    """What says so, for a person, a text for each claim; None where one is not declared. Raises DatabaseError."""
    found: list[str] = []
    for claim in sorted(claims, key=lambda one: (type(one).__name__, repr(one))):
        name = await _name(connection, claim)
        if name is None:
            return None
        found.append(_said(claim, name))
    return list(dict.fromkeys(found))


async def _name(connection: Connection, claim: Claim) -> str | None:
    match claim:
        case Unique((schema, table), columns):
            rows = await fetch(connection, _UNIQUE, [schema, table, _array(columns)])
        case NotNull((schema, table), column):
            rows = await fetch(connection, _NOT_NULL, [schema, table, column])
        case References((schema, table), columns, (its_schema, target), theirs):
            values = [schema, table, _array(columns), its_schema, target, _array(theirs)]
            rows = await fetch(connection, _REFERENCES, values)
    return str(rows[0][0]) if rows else None


def _said(claim: Claim, name: str) -> str:
    match claim:
        case NotNull(table=(_, table), column=column):
            return f"{table}.{column} is NOT NULL"
        case Unique(table=(_, table), columns=columns):
            return f"`{name}` makes {table} ({', '.join(columns)}) unique"
        case References(table=(_, table), target=(_, target)):
            return f"by `{name}` each row of {table} has its one of {target}"


def _array(names: Iterable[str]) -> str:
    quoted = ('"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"' for name in names)
    return "{" + ",".join(quoted) + "}"
