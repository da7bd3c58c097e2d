"""WITH queries: fences around them, taken away and put up."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from .known import Known
from .trees import Tree, has, name_of


def inlined(node: Tree, known: Known) -> Iterator[Tree]:
    """A WITH query that is computed in full before it is used becomes a part of the query that uses it."""
    uses = _uses(node)
    if uses and not _is_recursive(node) and (node.args.get("materialized") or (uses > 1 and _fence(node) is None)):
        yield _fenced(node, None if uses == 1 else False)


def materialized(node: Tree, known: Known) -> Iterator[Tree]:
    """A WITH query that stands in the way of a good plan, or is run again and again, is computed once."""
    if _uses(node) == 1 and not _is_recursive(node) and not node.args.get("materialized") and _is_heavy(node.this):
        yield _fenced(node, True)


def _fence(node: Tree) -> bool | None:
    fence: bool | None = node.args.get("materialized")
    return fence


def _fenced(node: Tree, fence: bool | None) -> Tree:
    copy = node.copy()
    copy.set("materialized", fence)
    return copy


def _uses(node: Tree) -> int:
    """How many times the statement names it."""
    owner = node.find_ancestor(exp.Query)
    name = name_of(node.args["alias"].this)
    tables = owner.find_all(exp.Table) if owner else ()
    return sum(1 for one in tables if not one.args.get("db") and name_of(one.this) == name)


def _is_recursive(node: Tree) -> bool:
    name = name_of(node.args["alias"].this)
    return any(name_of(one.this) == name for one in node.this.find_all(exp.Table))


def _is_heavy(query: Tree) -> bool:
    if isinstance(query, exp.SetOperation):
        return True
    joined = query.args.get("joins") or query.args.get("group") or query.args.get("distinct")
    return bool(joined) or any(has(one, exp.AggFunc, exp.Window) for one in query.expressions)
