"""Where a computation that a loop repeats can be done once."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from .match import Match
from .scope import COMPREHENSIONS


def outermost_loop(match: Match, invariant: Iterable[str]) -> int | None:
    """Where the statement begins that holds the outermost loop which repeats the match and changes none of the
    captures; None where nothing repeats it."""
    names = match.names_in(invariant)
    node = match.scope.expression_at(*match.at) or _statement_at(match)
    best = inner = None
    while node is not None:
        parent = match.scope.parents.get(node)
        if parent is None or isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            break
        if _repeats(parent, node, inner):
            if _changes(match, parent, names):
                break
            best = parent
        node, inner = parent, node
    statement = _statement_of(match, best) if best else None
    return match.source.extent(statement)[0] if statement else None


def _statement_at(match: Match) -> ast.AST | None:
    return next(
        (
            node
            for node in ast.walk(match.scope.function)
            if isinstance(node, ast.stmt) and match.source.extent(node) == match.at
        ),
        None,
    )


def _repeats(parent: ast.AST, child: ast.AST, inner: ast.AST | None) -> bool:
    """Whether a parent evaluates a child, and what is inside that, again and again."""
    if isinstance(parent, ast.For | ast.AsyncFor):
        return child in parent.body
    if isinstance(parent, COMPREHENSIONS):
        return not (child is parent.generators[0] and inner is parent.generators[0].iter)
    return isinstance(parent, ast.While | ast.Lambda)


def _changes(match: Match, loop: ast.AST, names: Iterable[str]) -> bool:
    span = match.source.extent(loop)  # type: ignore[arg-type]
    if isinstance(loop, ast.Lambda) and {arg.arg for arg in ast.walk(loop) if isinstance(arg, ast.arg)} & set(names):
        return True
    return any(match.scope.changes(name, span) for name in names)


def _statement_of(match: Match, node: ast.AST) -> ast.stmt | None:
    """The statement around a node that stands in a block of its own lines: an `elif` belongs to its `if`."""
    chain = [node, *match.scope.ancestors(node)]
    statement = next((item for item in chain if isinstance(item, ast.stmt)), None)
    while isinstance(statement, ast.If):
        parent = match.scope.parents.get(statement)
        text = match.source.text
        start = match.source.extent(statement)[0]
        if not (isinstance(parent, ast.If) and text.startswith("elif", start)):
            break
        statement = parent
    return statement
