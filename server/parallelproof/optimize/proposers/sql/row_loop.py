"""A loop over the rows of a query that runs another query for each row, in its parts; and short questions to a tree."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from ....domain import Query


@dataclass(frozen=True, slots=True)
class Rows:
    """What a loop runs over: rows that are fetched there, have to be fetched from it first, or have a name already."""

    expression: ast.expr
    is_fetched: bool
    is_named: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """How the loop takes the result of its query: `how` is fetchone, fetchall, scalar or iterate.

    `statement` runs the query; it is None where `expression`, which gives the result, does that itself. `by_name` where
    rows are read by the names of their columns.
    """

    statement: ast.Expr | None
    expression: ast.expr
    how: str
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class RowLoop:
    """A loop that runs a query for each of its rows. `key` is the value that differs, for the parameter `$number`."""

    loop: ast.For
    rows: Rows
    call: ast.Call
    query: Query
    key: ast.expr
    number: int
    taken: Taken


def method(call: ast.Call) -> str:
    """The method that a call calls, "" where it is none."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def called(call: ast.Call) -> str:
    """The last part of the name that a call calls."""
    return call.func.id if isinstance(call.func, ast.Name) else method(call)


def names(node: ast.AST) -> set[str]:
    """Every name below a node."""
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def holds(outer: ast.AST, node: ast.AST) -> bool:
    """Whether a node is another one or below it."""
    return any(inner is node for inner in ast.walk(outer))


def owner(node: ast.expr) -> str:
    """What a chain of calls begins with, without its first method: "cur" of `cur.execute(...).fetchall`."""
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            return ast.unparse(node.value)
        node = node.func if isinstance(node, ast.Call) else node.value
    return ast.unparse(node)
