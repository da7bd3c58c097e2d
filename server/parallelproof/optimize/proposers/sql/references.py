"""Indexes for rows that go: each that is deleted, or gets another key, is looked for in the tables that refer to it."""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.normalize_identifiers import normalize_identifiers

from ....domain import Schema, Table
from .new_index import NewIndex, exists
from .reading import Verbatim, name


def referring(sql: str, schema: Schema) -> Iterator[tuple[NewIndex, Table]]:
    """An index for each foreign key whose table the server has to look through, and that table."""
    if sql.lstrip()[:6].lower() not in ("delete", "update"):
        return
    try:
        tree = normalize_identifiers(sqlglot.parse_one(sql, dialect=Verbatim), dialect="postgres")
    except (SqlglotError, RecursionError):
        return
    if not isinstance(tree, exp.Delete | exp.Update) or not isinstance(tree.this, exp.Table):
        return
    table = schema.table(tree.this.name, tree.this.db or None)
    changed = {one.this.name for one in tree.expressions if isinstance(one, exp.EQ)}
    if table is not None:
        yield from _of(table, changed if isinstance(tree, exp.Update) else None, schema)


def _of(table: Table, changed: set[str] | None, schema: Schema) -> Iterator[tuple[NewIndex, Table]]:
    """Those of the keys that refer to columns that change; None where the rows go."""
    for child in schema.tables:
        for key in child.foreign_keys:
            if key.table != table.qualified or (changed is not None and changed.isdisjoint(key.target)):
                continue
            index = NewIndex(child.schema, child.name, tuple(name(column) for column in key.columns))
            if not exists(index, child):
                yield index, child
