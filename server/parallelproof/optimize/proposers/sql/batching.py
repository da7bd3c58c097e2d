"""One query in the place of many that differ in one key: `= $1` becomes `= ANY($1)`, and each row says its key."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from ....languages.sql.columns import folded
from ....languages.sql.parsing import parse

_CLAUSES = frozenset({"kind", "expressions", "from_", "joins", "where", "order"})
"""What the query may consist of: with any other, rows of one key would depend on those of another."""
_AGGREGATES = (exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg)
_CHANGING = (exp.Anonymous, exp.AnonymousAggFunc, exp.Rand, exp.CurrentTimestamp, exp.CurrentDate, exp.CurrentTime)
"""What may give something else each time, or do something, as far as anyone can tell."""


@dataclass(frozen=True, slots=True)
class Batched:
    """The query for many keys; its last column is the key, which is called `name`, as the only one.

    `missing` are the values, as Python writes them, of the one row of a key that has no rows, by the names of their
    columns: aggregates give one, other queries none. Names are None where they are not to be told.
    """

    sql: str
    name: str | None
    missing: tuple[tuple[str | None, str], ...] = ()


def batched(sql: str, key: int) -> Batched | None:
    """The query that gives for all values of `$key` what the given one gives for each; None where that is not sure.

    Rows of one key come in the order that the query asks for; in any where it asks for none, as before.
    """
    tree = parse(sql)
    if not isinstance(tree, exp.Select) or any(value for name, value in tree.args.items() if name not in _CLAUSES):
        return None
    column = _key_column(tree, key)
    if column is None or tree.find(exp.Window, *_CHANGING):
        return None
    counted = [_unfiltered(projection.unalias()) for projection in tree.expressions]
    is_aggregate = any(projection.find(exp.AggFunc) for projection in tree.expressions)
    if is_aggregate and (tree.args.get("order") or not all(isinstance(item, _AGGREGATES) for item in counted)):
        return None
    names = [_name(projection) for projection in tree.expressions]
    named = folded(column.this)
    is_plain = all(name is not None and name.isidentifier() for name in [*names, named])
    name = named if is_plain and named not in names else None
    tree.select(column.copy(), copy=False)
    if not is_aggregate:
        return Batched(tree.sql(dialect="postgres"), name)
    tree.group_by(column.copy(), copy=False)
    values = ("0" if isinstance(item, exp.Count) else "None" for item in counted)
    return Batched(tree.sql(dialect="postgres"), name, tuple(zip(names, values, strict=True)))


def _name(projection: exp.Expr) -> str | None:
    """What the database calls a column; None for `*`, and for what is called by a rule of its own."""
    if isinstance(projection, exp.Alias):
        return folded(projection.args["alias"])
    if isinstance(projection, exp.Column) and not projection.is_star:
        return folded(projection.this)
    return type(projection).__name__.lower() if isinstance(projection, _AGGREGATES) else None


def _key_column(tree: exp.Select, key: int) -> exp.Column | None:
    """The column that must equal the key in every row, with `= ANY(key)` written in the place of that."""
    found = [parameter for parameter in tree.find_all(exp.Parameter) if parameter.name == str(key)]
    equal = found[0].parent if len(found) == 1 else None
    where = tree.args.get("where")
    if not isinstance(equal, exp.EQ) or where is None or not _is_conjunct(equal, where):
        return None
    column = equal.this if equal.expression is found[0] else equal.expression
    if not isinstance(column, exp.Column):
        return None
    equal.replace(exp.EQ(this=column.copy(), expression=exp.Any(this=exp.Paren(this=found[0].copy()))))
    return column


def _is_conjunct(node: exp.Expr, where: exp.Expr) -> bool:
    parent = node.parent
    while isinstance(parent, exp.And | exp.Paren):
        parent = parent.parent
    return parent is where


def _unfiltered(item: exp.Expr) -> exp.Expr:
    return item.this if isinstance(item, exp.Filter) else item
