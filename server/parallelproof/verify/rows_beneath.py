"""The rows under an outermost aggregate: a sum may come out the same by chance where its rows differ."""

from __future__ import annotations

from sqlglot import exp

from .determinism import parsed
from .determinism_order import text

_SETS = (exp.Min, exp.Max, exp.LogicalAnd, exp.LogicalOr)
_MULTISETS = (exp.Sum, exp.Count, exp.Avg)


def beneath(old: str, new: str) -> list[tuple[str, str]]:
    """Pairs of queries whose rows must be the same if the aggregates of two queries are of the same rows.

    Empty unless both aggregate with the same functions in the same places; then other rows are a difference.
    """
    trees = parsed(old), parsed(new)
    found = [_aggregates(tree) for tree in trees]
    if not found[0] or [_kind(node) for node in found[0]] != [_kind(node) for node in found[1]]:
        return []
    pairs = []
    for left, right in zip(*found, strict=True):
        sides = [_under(node) for node in (left, right)]
        if sides[0] and sides[1]:
            pairs.append((sides[0], sides[1]))
    return pairs


def _aggregates(tree: exp.Expr | None) -> list[exp.AggFunc]:
    if not isinstance(tree, exp.Select) or tree.args.get("group") or tree.args.get("having"):
        return []
    sources = [tree.args.get("with_"), tree.args.get("from_"), *(tree.args.get("joins") or ())]
    if any(source is not None and source.find(exp.AggFunc, exp.Group, exp.Limit) for source in sources):
        return []  # what was aggregated before has other rows, rightly
    return [
        node
        for column in tree.selects
        for node in column.find_all(exp.AggFunc)
        if not isinstance(node.parent, exp.Window) and node.find_ancestor(exp.Select) is tree
    ]


def _kind(node: exp.AggFunc) -> tuple[str, bool, bool]:
    return type(node).__name__, isinstance(node.this, exp.Distinct), isinstance(node.this, exp.Star)


def _under(node: exp.AggFunc) -> str | None:
    """The values that an aggregate takes, without those that change nothing."""
    if not isinstance(node, (*_SETS, *_MULTISETS)) or isinstance(node.this, exp.Star):
        return None
    is_set = isinstance(node, _SETS) or isinstance(node.this, exp.Distinct)
    argument = node.this.expressions[0] if isinstance(node.this, exp.Distinct) else node.this
    if isinstance(argument, exp.Literal):
        return None
    select = node.find_ancestor(exp.Select)
    assert select is not None
    given = text(argument)
    kept = [f"({given}) IS NOT NULL"] + ([f"({given}) <> 0"] if isinstance(node, exp.Sum) else [])
    if isinstance(node.parent, exp.Filter):
        kept.append(node.parent.expression.this.sql(dialect="postgres"))
    bare = select.copy()
    bare.set("expressions", [exp.alias_(argument.copy(), "value")])
    for clause in ("order", "limit", "offset", "distinct", "windows"):
        bare.set(clause, None)
    for condition in kept:
        bare = bare.where(condition, dialect="postgres", copy=False)
    sql = bare.sql(dialect="postgres")
    return f"SELECT DISTINCT value FROM ({sql}) AS under" if is_set else sql
