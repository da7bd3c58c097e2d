"""The same things written the same way: names of tables, the order of conditions, what EXISTS puts out."""

from __future__ import annotations

from sqlglot import exp

from .simplified_scopes import Scopes, conjuncts

_SHAPING = (
    "group", "having", "windows", "qualify", "laterals", "locks", "distinct", "limit", "offset", "order", "with_",
)  # fmt: skip


def is_plain(select: exp.Select, *allowed: str) -> bool:
    """Whether its rows are those of its FROM that fit its WHERE, but for the clauses that are allowed."""
    if any(select.args.get(part) for part in _SHAPING if part not in allowed):
        return False
    sets = (exp.AggFunc, exp.Window, exp.Explode, exp.Unnest, exp.GenerateSeries, exp.Anonymous)
    return not any(one.find(*sets) for one in select.expressions)


def settle(tree: exp.Expr, scopes: Scopes) -> None:
    """Bring a whole statement into the one form, in place."""
    _rename(tree, scopes)
    for select in reversed(list(tree.find_all(exp.Select))):
        if isinstance(select.parent, exp.Exists) and is_plain(select, "distinct", "order"):
            select.set("expressions", [exp.Literal.number(1)])
            select.set("distinct", None)
            select.set("order", None)
        if select.args.get("where"):
            parts = sorted((_turned(one) for one in conjuncts(select.args["where"])), key=_text)
            select.set("where", exp.Where(this=exp.and_(*parts)))


def _rename(tree: exp.Expr, scopes: Scopes) -> None:
    """Call the tables by their order: what they are called means nothing."""
    tables = [one for one in tree.find_all(exp.Table) if scopes.table(one) is not None]
    owners = [(column, scopes.source(column)) for column in tree.find_all(exp.Column)]
    names = {id(table): f"t{place}" for place, table in enumerate(tables)}
    for column, source in owners:
        if id(source) in names and column.table:
            column.set("table", exp.to_identifier(names[id(source)]))
    for table in tables:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(names[id(table)])))


def _turned(condition: exp.Expr) -> exp.Expr:
    """An equality with its sides in order."""
    if isinstance(condition, exp.EQ) and _text(condition.left) > _text(condition.right):
        return exp.EQ(this=condition.right.copy(), expression=condition.left.copy())
    return condition.copy()


def _text(node: exp.Expr) -> str:
    return node.sql(dialect="postgres", comments=False)
