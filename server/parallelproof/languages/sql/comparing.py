"""What a query compares its parameters with."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from ...domain import Query
from .parsing import parse

Place = tuple[str, str]
"""A table and a column of it."""
_COMPARISONS = exp.EQ | exp.NEQ | exp.LT | exp.LTE | exp.GT | exp.GTE | exp.In | exp.Between | exp.Like | exp.ILike


def compared(query: Query) -> tuple[list[str], list[tuple[str, Place]]]:
    """The tables that a query names, and (name of a parameter, column that it is compared with) of each comparison.

    Where a column says no table and there are several, it may be of any of them.
    """
    tree = parse(query.sql)
    if tree is None:
        return [], []
    made = {cte.alias for cte in tree.find_all(exp.CTE)}
    tables = {table.alias_or_name: table.name for table in tree.find_all(exp.Table) if table.name not in made}
    return list(dict.fromkeys(tables.values())), [
        (query.parameters[int(parameter.name) - 1].strip("() "), place)
        for parameter in tree.find_all(exp.Parameter)
        if parameter.name.isdecimal() and int(parameter.name) <= len(query.parameters)
        for place in _places(parameter, tables)
    ]


def _places(parameter: exp.Expr, tables: dict[str, str]) -> Iterator[Place]:
    node = parameter.parent
    for _ in range(4):
        if node is None or isinstance(node, _COMPARISONS):
            break
        node = node.parent
    if not isinstance(node, _COMPARISONS):
        return
    column = next((found for found in node.find_all(exp.Column)), None)
    if column is None:
        return
    owners = [tables[column.table]] if column.table in tables else list(dict.fromkeys(tables.values()))
    for owner in owners if column.table in tables or not column.table else []:
        yield owner, column.name
