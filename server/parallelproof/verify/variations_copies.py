"""Empty temporary copies of the tables that a query reads, with all their constraints, to try other data on.

Temporary tables come first wherever a table is named without its schema, are seen by nobody else, and lock nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from ..domain import ForeignKey, Schema, Table
from ..postgres import Connection, DatabaseError, quoted
from ..postgres.limits import is_lost
from ..postgres.statements import Value, fetch, fetch_text
from .determinism import parsed
from .rows_clauses import unqualified

Row = tuple[Value, ...]
Database = Mapping[str, Sequence[Row]]
"""Rows by the qualified name of their table; a value for each column that can be inserted."""

_COLUMNS = """
SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), coalesce(b.typcategory, t.typcategory)::text,
       a.attnotnull OR t.typnotnull,
       ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd'
WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum
"""
_MOST_ONE_BY_ONE = 60


@dataclass(frozen=True, slots=True)
class CopiedColumn:
    """A column that can be inserted; `category` is `pg_type.typcategory`, of a domain that of its base type."""

    name: str
    type: str
    category: str
    is_nullable: bool
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copied:
    """A table that is copied, its insertable columns, and those of its foreign keys whose targets are copied too."""

    table: Table
    columns: tuple[CopiedColumn, ...]
    foreign_keys: tuple[ForeignKey, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the insertable columns."""
        return tuple(column.name for column in self.columns)

    @property
    def unique(self) -> tuple[tuple[int, ...], ...]:
        """Places of columns that are unique together."""
        names = self.names
        return tuple(tuple(map(names.index, key)) for key in self.table.unique if set(key) <= set(names))


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of one trial, parents before those that refer to them, and the views over them."""

    tables: tuple[Copied, ...]
    views: tuple[Table, ...]

    def on_copies(self, sql: str) -> str:
        """A statement that reads the copies."""
        return unqualified(sql, [(t.schema, t.name) for t in (*(c.table for c in self.tables), *self.views)])


async def copies_of(connection: Connection, sql: Sequence[str], schema: Schema) -> Copies | None:
    """Make them in the transaction that is open; None where two tables of one name are read. Raises DatabaseError."""
    found: dict[str, Table] = {}
    for statement in sql:
        _collect(parsed(statement), schema, found)
    tables = _parents_first([table for table in found.values() if table.kind != "view"])
    views = [table for table in found.values() if table.kind == "view"]
    if len({table.name for table in found.values()}) < len(found):
        return None
    copied = []
    for table in tables:
        origin = quoted(table.schema, table.name)
        rows = await fetch(connection, _COLUMNS, (origin,))
        columns = tuple(CopiedColumn(n, t, c, not must, tuple(labels)) for n, t, c, must, labels in rows)
        keys = tuple(key for key in table.foreign_keys if key.table in found)
        copied.append(Copied(table, columns, keys))
        of = "DEFAULTS", "CONSTRAINTS", "GENERATED", "IDENTITY", "INDEXES"
        like = " ".join(f"INCLUDING {part}" for part in of)
        await fetch(connection, f"CREATE TEMP TABLE {quoted(table.name)} (LIKE {origin} {like})")
    for copy in copied:
        for key in copy.foreign_keys:
            await fetch(connection, _foreign_key(copy.table, key, found[key.table]))
    made = Copies(tuple(copied), tuple(views))
    for view in reversed(views):
        names = ", ".join(quoted(column.name) for column in view.columns)
        definition = made.on_copies((view.definition or "").rstrip().rstrip(";"))
        await fetch(connection, f"CREATE TEMP VIEW {quoted(view.name)} {f'({names})' if names else ''} AS {definition}")
    return made


def _collect(tree: exp.Expr | None, schema: Schema, found: dict[str, Table]) -> None:
    """The tables that a tree names, those behind its views too."""
    for node in tree.find_all(exp.Table) if tree else ():
        if not isinstance(node.this, exp.Identifier):
            continue
        name, within = (
            (part.this if part.quoted else part.this.lower() for part in (node.this, node.args["db"]))
            if (node.args.get("db"))
            else (node.this.this if node.this.quoted else node.this.this.lower(), None)
        )
        table = schema.table(name, within)
        if table is not None and table.qualified not in found:
            found[table.qualified] = table
            if table.kind == "view" and table.definition:
                _collect(parsed(table.definition), schema, found)


def _parents_first(tables: Iterable[Table]) -> list[Table]:
    left, done = list(tables), list[Table]()
    while left:
        names = {table.qualified for table in left}
        ready = [t for t in left if not any(k.table in names and k.table != t.qualified for k in t.foreign_keys)]
        done += ready or left
        left = [table for table in left if table not in done]
    return done


def _foreign_key(table: Table, key: ForeignKey, target: Table) -> str:
    columns, targets = (", ".join(map(quoted, names)) for names in (key.columns, key.target))
    return (
        f"ALTER TABLE pg_temp.{quoted(table.name)} ADD FOREIGN KEY ({columns}) "
        f"REFERENCES pg_temp.{quoted(target.name)} ({targets})"
    )


async def fill(connection: Connection, copies: Copies, database: Database) -> None:
    """Insert rows; those that a constraint forbids are left out. Raises DatabaseError where the connection fails."""
    statements = [_insert(copy, rows) for copy in copies.tables if (rows := database.get(copy.table.qualified))]
    if not statements:
        return
    # All in one message; where a row is refused none is in, and each is tried by itself.
    try:
        await fetch(connection, ";\n".join(["SAVEPOINT filling", *statements]))
    except DatabaseError as error:
        if is_lost(error):
            raise
        await fetch(connection, "ROLLBACK TO filling")
        for copy in copies.tables:
            for row in list(database.get(copy.table.qualified, ()))[:_MOST_ONE_BY_ONE]:
                await _try_to_insert(connection, copy, row)


async def _try_to_insert(connection: Connection, copy: Copied, row: Row) -> None:
    try:
        await fetch(connection, f"SAVEPOINT row; {_insert(copy, [row])}; RELEASE row")
    except DatabaseError as error:
        if is_lost(error):
            raise
        await fetch(connection, "ROLLBACK TO row")


async def contents(connection: Connection, copies: Copies) -> dict[str, list[Row]]:
    """What the copies hold. Raises DatabaseError."""
    found = {}
    for copy in copies.tables:
        names = ", ".join(map(quoted, copy.names))
        found[copy.table.qualified] = (
            await fetch_text(connection, f"SELECT {names} FROM pg_temp.{quoted(copy.table.name)}")
        ).rows
    return found


def _insert(copy: Copied, rows: Sequence[Row]) -> str:
    names = ", ".join(map(quoted, copy.names))
    values = ",\n".join(
        f"({', '.join(literal(value, column.type) for value, column in zip(row, copy.columns, strict=True))})"
        for row in rows
    )
    into = f"INSERT INTO pg_temp.{quoted(copy.table.name)} ({names}) OVERRIDING SYSTEM VALUE"
    return f"{into} VALUES {values} ON CONFLICT DO NOTHING"


def literal(value: Value, type_: str) -> str:
    """A value as SQL writes it, with `standard_conforming_strings` on."""
    if value is None:
        return "NULL"
    text = value.replace("'", "''")
    return f"'{text}'::{type_}"
