"""Which column of which table a name in a statement means, through subqueries, common table expressions and views."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...domain import Column, Schema, Table
from .parsing import parse

if TYPE_CHECKING:
    from sqlglot import Expr, exp

_DEEPEST = 12


def folded(identifier: Expr | str | None) -> str:
    """A name as the catalogue has it: in small letters unless it is quoted."""
    from sqlglot import exp

    if isinstance(identifier, exp.Identifier):
        return identifier.name if identifier.args.get("quoted") else identifier.name.lower()
    return identifier.lower() if isinstance(identifier, str) else ""


def meaning(column: exp.Column, schema: Schema, depth: int = 0) -> tuple[Table, Column] | None:
    """The table and column that a name means; None where it is computed, or not to be told."""
    from sqlglot import exp

    name, qualifier = folded(column.this), folded(column.args.get("table"))
    node: Expr | None = column
    while node is not None and depth < _DEEPEST:
        for source in _sources(node):
            if qualifier and _called(source) != qualifier:
                continue
            if found := _within(source, name, schema, depth + 1):
                return found
            if qualifier:
                return None
        node = node.find_ancestor(exp.Select, exp.Update, exp.Delete, exp.Insert)
    return None


def _sources(node: Expr) -> Iterator[Expr]:
    """What a statement reads and changes directly: tables, subqueries and the like."""
    from sqlglot import exp

    if not isinstance(node, exp.Select | exp.Update | exp.Delete | exp.Insert):
        return
    target = node.this
    if isinstance(target, exp.Table | exp.Schema):
        yield target.this if isinstance(target, exp.Schema) else target
        yield from _joined(target)
    for key in ("from_", "joins", "laterals", "using"):
        value = node.args.get(key)
        for item in value if isinstance(value, list) else [value] if value else []:
            source = item.this if isinstance(item, exp.From | exp.Join) else item
            yield source
            yield from _joined(source)


def _joined(source: Expr) -> Iterator[Expr]:
    for join in source.args.get("joins") or ():
        yield join.this


def _called(source: Expr) -> str:
    """The name by which columns of a source are qualified."""
    from sqlglot import exp

    alias = source.args.get("alias")
    if isinstance(alias, exp.TableAlias) and alias.this is not None:
        return folded(alias.this)
    return folded(source.this) if isinstance(source, exp.Table) else ""


def _within(source: Expr, name: str, schema: Schema, depth: int) -> tuple[Table, Column] | None:
    from sqlglot import exp

    if isinstance(source, exp.Subquery | exp.Lateral):
        return _projected(source.this, name, schema, depth, source.args.get("alias"))
    if not isinstance(source, exp.Table):
        return None
    called = folded(source.this)
    if not source.args.get("db") and (common := _common(source, called)) is not None:
        return _projected(common.this, name, schema, depth, common.args.get("alias"))
    table = schema.table(called, folded(source.args.get("db")) or None)
    column = table.column(name) if table else None
    if table is None or column is None:
        return None
    if table.kind == "view" and (tree := parse(table.definition or "")) is not None:
        return _projected(tree, name, schema, depth, None) or (table, column)
    return table, column


def _common(source: Expr, name: str) -> exp.CTE | None:
    """The common table expression that a table's name means, the innermost that it can see."""
    node = source.parent
    while node is not None:
        clause = node.args.get("with_")
        for common in clause.expressions if clause else ():
            if folded(common.args["alias"].this) == name and source.find_ancestor(type(common)) is not common:
                return common  # type: ignore[no-any-return]
        node = node.parent
    return None


def _projected(
    query: Expr | None, name: str, schema: Schema, depth: int, alias: Expr | None
) -> tuple[Table, Column] | None:
    """The column of a table that a query gives under a name; `alias` may name its columns anew."""
    from sqlglot import exp

    while isinstance(query, exp.SetOperation | exp.Subquery):
        query = query.this
    if not isinstance(query, exp.Select) or depth >= _DEEPEST:
        return None
    renamed = [folded(column) for column in alias.args.get("columns") or ()] if alias else []
    for place, projection in enumerate(query.expressions):
        given = renamed[place] if place < len(renamed) else _given(projection)
        inner = projection.unalias()
        if given == name and isinstance(inner, exp.Column) and not isinstance(inner.this, exp.Star):
            return meaning(inner, schema, depth)
    if any(projection.is_star for projection in query.expressions) and not renamed:
        return next(filter(None, (_within(source, name, schema, depth + 1) for source in _sources(query))), None)
    return None


def _given(projection: Expr) -> str:
    from sqlglot import exp

    alias = projection.args.get("alias") if isinstance(projection, exp.Alias) else None
    return folded(alias or (projection.this if isinstance(projection, exp.Column) else None))
