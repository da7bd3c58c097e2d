"""What the planner could know better: figures of tables never analysed, of columns together, of expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from ....domain import DDL, Schema, Table
from .analysing import uses
from .new_index import fitting
from .reading import name
from .terms import Use

EXPRESSIONS_SINCE = 140000
FINER = 1000
"""The statistics target that is proposed, ten times the default."""
MANY_VALUES = 200
"""With more distinct values than this, the default target leaves most of them out."""
MOST = 6


def changes(sql: str, schema: Schema) -> list[tuple[DDL, str]]:
    """Changes with why, for a query of whose plan there is a choice."""
    read = uses(sql, schema)
    has_choice = len(read) > 1 or any(order.limit for use in read for order in use.orders)
    found = [change for use in read for change in _of_use(use, schema)] if has_choice else []
    return list({change.statements: (change, why) for change, why in found}.values())[:MOST]


def _of_use(use: Use, schema: Schema) -> Iterator[tuple[DDL, str]]:
    table, qualified = use.table, f"{name(use.table.schema)}.{name(use.table.name)}"
    if all(column.distinct is None for column in table.columns):
        yield DDL((f"ANALYZE {qualified}",), ()), f"{table.name} was never analysed, so the planner guesses."
        return
    for columns in _related(use):
        why = f"The planner takes {' and '.join(columns)} of {table.name} to be independent; this tells it otherwise."
        yield _together(table, columns, schema), why
    expressions = sorted({term.key for term in use.terms if term.key.startswith("(")})
    if expressions and schema.version >= EXPRESSIONS_SINCE:
        yield (
            _of_expression(table, expressions[0], schema),
            f"The planner does not know how often {expressions[0]} is what.",
        )
    for term in use.terms:
        column = use.column(term.key)
        if column and (column.distinct or 0) > MANY_VALUES and column.common:
            alter = f"ALTER TABLE {qualified} ALTER COLUMN {name(column.name)} SET STATISTICS"
            analyze = f"ANALYZE {qualified} ({name(column.name)})"
            why = f"More of the frequent values of {column.name} are counted, so the planner knows which are."
            yield DDL((f"{alter} {FINER}", analyze), (f"{alter} -1", analyze)), why


def _related(use: Use) -> Iterator[tuple[str, ...]]:
    """Columns that are compared, or grouped by, together."""
    compared = [column.name for term in use.terms if not term.is_join and (column := use.column(term.key))]
    yield from combinations(dict.fromkeys(compared), 2)
    for order in use.orders:
        grouped = [column.name for key in order.keys if (column := use.column(key.key))]
        if order.purpose in ("group", "distinct") and len(grouped) > 1:
            yield tuple(grouped[:8])


def _together(table: Table, columns: tuple[str, ...], schema: Schema) -> DDL:
    return _made(table, ", ".join(name(column) for column in columns), "_".join(columns), schema)


def _of_expression(table: Table, expression: str, schema: Schema) -> DDL:
    return _made(table, expression, re.sub(r"\W+", "_", expression).strip("_"), schema)


def _made(table: Table, on: str, words: str, schema: Schema) -> DDL:
    called = name(fitting(f"{table.name}_{words}".lower(), "_stat", schema))
    within, qualified = name(table.schema), f"{name(table.schema)}.{name(table.name)}"
    create = f"CREATE STATISTICS {within}.{called} ON {on} FROM {qualified}"
    return DDL((create, f"ANALYZE {qualified}"), (f"DROP STATISTICS {within}.{called}",))
