"""Which table each column of a query belongs to, through aliases, subqueries, common table expressions and views."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from ....domain import Schema
from .terms import Use

DEEPEST = 20
"""Levels of subqueries that a column is followed through; recursive ones have no end."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column of one use of a table."""

    use: Use
    column: str


class Resolver:
    """The uses of tables in one query, and whose each column is."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._uses: dict[int, Use | None] = {}

    @property
    def uses(self) -> list[Use]:
        """Every use that has been asked for."""
        return [use for use in self._uses.values() if use]

    def use(self, table: exp.Table) -> Use | None:
        """The use that a table in the query is; None where it is none that the schema knows."""
        if id(table) not in self._uses:
            found = self._schema.table(table.name, table.db or None)
            kinds = ("table", "partitioned", "materialized view")
            self._uses[id(table)] = Use(found) if found and found.kind in kinds else None
        return self._uses[id(table)]

    def places(self, column: exp.Column, scope: Scope) -> list[Place]:
        """Where the values of a column come from; nowhere for one that is computed, or is not known."""
        within: Scope | None = scope
        while within is not None:
            sources = {alias: source for alias, (_, source) in within.selected_sources.items()}
            names = [column.table] if column.table else list(sources)
            owners = [sources[alias] for alias in names if alias in sources and self._has(sources[alias], column.name)]
            if owners:
                return self._followed(owners[0], column.name, 0) if len(owners) == 1 else []
            within = within.parent
        return []

    def _has(self, source: exp.Expr | Scope, name: str) -> bool:
        if isinstance(source, exp.Table):
            use = self.use(source)
            return use is not None and use.table.column(name) is not None
        return isinstance(source, Scope) and (self._projection(source, name) is not None or self._passes(source, name))

    def _passes(self, scope: Scope, name: str, depth: int = 0) -> bool:
        """Whether a subquery has a column because it selects everything."""
        if depth > DEEPEST:
            return False
        stars = [part for part in selects(scope) if part.is_star]
        inner = _inner(scope)
        sources = [source for _, source in inner.selected_sources.values()] if stars else []
        return any(
            self._has(source, name)
            if isinstance(source, exp.Table)
            else self._projection(source, name) is not None or self._passes(source, name, depth + 1)
            for source in sources
        )

    def _followed(self, source: exp.Expr | Scope, name: str, depth: int) -> list[Place]:
        if isinstance(source, exp.Table):
            use = self.use(source)
            return [Place(use, name)] if use else []
        if not isinstance(source, Scope) or depth > DEEPEST:
            return []
        found: list[Place] = []
        for scope in branches(source):
            projection = self._projection(source, name) if scope is _inner(source) else _at(scope, source, name)
            if projection is None:
                for _, inner in scope.selected_sources.values():
                    found += self._followed(inner, name, depth + 1) if self._has(inner, name) else []
            elif isinstance(projection, exp.Column):
                found += self.places(projection, scope)
        return found

    def _projection(self, scope: Scope, name: str) -> exp.Expr | None:
        """What a subquery computes under a name."""
        return _at(_inner(scope), scope, name)


def _at(scope: Scope, named: Scope, name: str) -> exp.Expr | None:
    """The expression of a scope where `named`, the same or a set operation that it is part of, has a name."""
    outer, names = named.outer_columns, [part.alias_or_name for part in selects(named)]
    names = [*outer, *names[len(outer) :]] if outer else names
    parts = selects(scope)
    if name not in names or names.index(name) >= len(parts) or any(part.is_star for part in parts):
        simple = next((part for part in parts if part.alias_or_name == name and not part.is_star), None)
        return simple.unalias() if simple is not None else None
    return parts[names.index(name)].unalias()


def selects(scope: Scope) -> list[exp.Expr]:
    """What a SELECT gives, a set operation's first one."""
    inner = _inner(scope).expression
    return list(inner.selects) if isinstance(inner, exp.Query) else []


def _inner(scope: Scope) -> Scope:
    """The scope of the first SELECT of a subquery, a lateral one or a set operation."""
    for _ in range(DEEPEST):
        if scope.set_operation_scopes:
            scope = scope.set_operation_scopes[0]
        elif isinstance(scope.expression, exp.Lateral) and scope.subquery_scopes:
            scope = scope.subquery_scopes[0]
    return scope


def branches(scope: Scope) -> list[Scope]:
    """The scopes of all SELECTs whose rows a subquery gives."""
    if isinstance(scope.expression, exp.Lateral) and scope.subquery_scopes:
        return branches(scope.subquery_scopes[0])
    if scope.set_operation_scopes:
        return [branch for part in scope.set_operation_scopes for branch in branches(part)]
    return [scope]
