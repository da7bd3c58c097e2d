"""Which table each column of a statement belongs to, where that is certain."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from ..domain import Column, Schema, Table
from .constraints import Name

_PLAIN = {"this", "db", "alias"}


class Scopes:
    """The names of one statement, which may be changed meanwhile."""

    def __init__(self, tree: exp.Expr, schema: Schema) -> None:
        self._schema = schema
        self._common = {name_of(one.args["alias"].this) for one in tree.find_all(exp.CTE)}

    def table(self, node: exp.Expr | None) -> Table | None:
        """The table that a source is; None where it is anything else, such as a sample, a view or a query."""
        if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
            return None
        alias = node.args.get("alias")
        if {key for key, value in node.args.items() if value} - _PLAIN or (alias and alias.args.get("columns")):
            return None
        if not node.db and name_of(node.this) in self._common:
            return None
        found = self._schema.table(name_of(node.this), name_of(node.args.get("db")) or None)
        return found if found and found.kind in ("table", "partitioned") else None

    def sources(self, select: exp.Select) -> dict[str, tuple[exp.Expr, exp.Join | None]]:
        """What its FROM clause names, in order, each with the join that adds it."""
        start, joins = select.args.get("from_"), select.args.get("joins") or []
        nodes = [(start.this, None)] if start else []
        nodes += [(join.this, join) for join in joins]
        return {(alias_of(node) or f"?{place}"): (node, join) for place, (node, join) in enumerate(nodes)}

    def tables(self, select: exp.Select) -> dict[str, tuple[Table, exp.Join | None]] | None:
        """The same where all are tables, joined by INNER, CROSS or LEFT JOIN, without USING; else None."""
        found = {}
        for alias, (node, join) in self.sources(select).items():
            table = self.table(node)
            if table is None or (join and (side(join) not in ("", "LEFT") or join.method or join.args.get("using"))):
                return None
            found[alias] = table, join
        return found if len(found) == 1 + len(select.args.get("joins") or []) else None

    def source(self, column: exp.Expr) -> exp.Expr | None:
        """The source that a column names, in its own query or one around it; None where that is not certain."""
        if not isinstance(column, exp.Column):
            return None
        node: exp.Expr = column
        while (scope := node.find_ancestor(exp.Select, exp.SetOperation)) is not None:
            if isinstance(scope, exp.Select):
                sources = self.sources(scope)
                if column.table:
                    if name_of(column.args["table"]) in sources:
                        return sources[name_of(column.args["table"])][0]
                elif _is_alias(column, scope):
                    return None
                else:
                    known = [(one, self.table(one)) for one, _ in sources.values()]
                    owners = [one for one, table in known if table and table.column(name_of(column.this))]
                    if len(owners) > 1 or any(table is None for _, table in known):
                        return None
                    if owners:
                        return owners[0]
            elif node is column:
                return None
            node = scope
        return None

    def never_null(self, node: exp.Expr) -> tuple[Name, Column] | None:
        """The column of a table that a node is, if its declaration says NOT NULL and no outer join fills it up."""
        source = self.source(node)
        table = self.table(source)
        column = table.column(name_of(node.this)) if table else None
        select = source.find_ancestor(exp.Select) if source else None
        if table is None or column is None or column.is_nullable or select is None:
            return None
        tables = self.tables(select)
        join = source.parent if source and isinstance(source.parent, exp.Join) else None
        if tables is None or (join and side(join)):
            return None
        return (table.schema, table.name), column


def name_of(identifier: object) -> str:
    """A name as the database keeps it."""
    if not isinstance(identifier, exp.Identifier):
        return ""
    name = str(identifier.this)
    return name if identifier.args.get("quoted") else name.lower()


def alias_of(source: exp.Expr) -> str:
    """What a source is called in its query."""
    alias = source.args.get("alias")
    return name_of(alias.this if alias else source.this)


def side(join: exp.Join) -> str:
    """LEFT, RIGHT, FULL, or nothing."""
    return (join.side or "").upper()


def conjuncts(condition: exp.Expr | None) -> Iterator[exp.Expr]:
    """The conditions that AND puts together."""
    while isinstance(condition, exp.Paren | exp.Where):
        condition = condition.this
    if isinstance(condition, exp.And):
        yield from conjuncts(condition.left)
        yield from conjuncts(condition.right)
    elif condition is not None:
        yield condition


def _is_alias(column: exp.Column, select: exp.Select) -> bool:
    """Whether a name in ORDER BY or GROUP BY may mean an output."""
    if column.find_ancestor(exp.Order, exp.Group, exp.Select) is select:
        return False
    aliases = (one.args["alias"] for one in select.expressions if isinstance(one, exp.Alias))
    return any(name_of(one) == name_of(column.this) for one in aliases)
