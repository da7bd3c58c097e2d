"""What constraints make superfluous, each with those that it rests on. Each rule changes a query in place.

A rule answers None where it does not fit, and then nothing was changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlglot import exp

from ..domain import Table
from .constraints import Claim, NotNull, References, Unique
from .simplified_forms import is_plain
from .simplified_scopes import Scopes, alias_of, conjuncts, name_of, side

Rule = Callable[[exp.Select, Scopes], frozenset[Claim] | None]
_LATER = ("distinct", "limit", "offset", "order", "with_")
"""Clauses that come after the rows, or before them."""


def _distinct(select: exp.Select, scopes: Scopes) -> frozenset[Claim] | None:
    """DISTINCT goes where each row has a key of each table in its outputs, or is looked up by one."""
    distinct, tables = select.args.get("distinct"), scopes.tables(select)
    if not distinct or distinct.args.get("on") or not tables or not is_plain(select, *_LATER):
        return None
    shown = _shown(select, tables, scopes)
    claims: set[Claim] = set()
    for alias, (table, join) in tables.items():
        name = table.schema, table.name
        key = next((one for one in table.unique if set(one) <= shown[alias] and _are_set(table, one)), None)
        if key is not None:
            claims |= {Unique(name, key), *(NotNull(name, column) for column in key)}
            continue
        found = _looked_up(join, select, scopes) if join else None
        if found is None:
            return None
        claims.add(found)
    select.set("distinct", None)
    return frozenset(claims)


def _count(select: exp.Select, scopes: Scopes) -> frozenset[Claim] | None:
    """count(DISTINCT key) of one table counts each row that has the key."""
    tables = scopes.tables(select) or {}
    for call in [one for output in select.expressions for one in output.find_all(exp.Count)]:
        values = call.this.expressions if isinstance(call.this, exp.Distinct) else []
        if len(tables) != 1 or len(values) != 1 or call.parent_select is not select:
            continue
        ((table, _),) = tables.values()
        key = (name_of(values[0].this),)
        if scopes.table(scopes.source(values[0])) is table and key in table.unique:
            call.set("this", values[0])
            return frozenset({Unique((table.schema, table.name), key)})
    return None


def _join(select: exp.Select, scopes: Scopes) -> frozenset[Claim] | None:
    """A join goes that finds one row always, or at most one where it keeps the others, and of which nothing is used."""
    tables = scopes.tables(select)
    if tables is None or any(isinstance(one, exp.Star) for one in select.expressions) or select.args.get("locks"):
        return None
    for table, join in tables.values():
        if join is None or not isinstance(join.args.get("on"), exp.Expr):
            continue
        inside = {id(one) for one in join.find_all(exp.Column)}
        uses = [one for one in select.find_all(exp.Column) if id(one) not in inside]
        if any(_may_be_of(one, join.this, scopes) for one in uses):
            continue
        claims = _kept(join, select, scopes) if side(join) == "LEFT" else _found(join, table, select, scopes)
        if claims is not None:
            join.pop()
            return claims
    return None


def _may_be_of(column: exp.Column, source: exp.Expr, scopes: Scopes) -> bool:
    found = scopes.source(column)
    table = column.args.get("table")
    return found is source or (found is None and not table) or name_of(table) == alias_of(source)


def _kept(join: exp.Join, select: exp.Select, scopes: Scopes) -> frozenset[Claim] | None:
    claim = _looked_up(join, select, scopes)
    simple = all(
        isinstance(one, exp.EQ)
        and all(isinstance(value, exp.Column | exp.Literal | exp.Parameter) for value in (one.left, one.right))
        for one in conjuncts(join.args["on"])
    )
    return frozenset({claim}) if claim and simple else None


def _found(join: exp.Join, table: Table, select: exp.Select, scopes: Scopes) -> frozenset[Claim] | None:
    pairs = _pairs(join, select, scopes)
    sources = {id(source): source for one in pairs.values() if (source := scopes.source(one)) is not None}
    if not pairs or len(pairs) != len(list(conjuncts(join.args["on"]))) or len(sources) != 1:
        return None
    (source,) = sources.values()
    owner = scopes.table(source)
    certain = [scopes.never_null(one) for one in pairs.values()]
    if owner is None or source.find_ancestor(exp.Select) is not select or None in certain:
        return None
    wanted = {name: name_of(one.this) for name, one in pairs.items()}
    for key in owner.foreign_keys:
        if key.table == table.qualified and dict(zip(key.target, key.columns, strict=True)) == wanted:
            name = owner.schema, owner.name
            nulls = (NotNull(name, column) for column in key.columns)
            return frozenset({References(name, key.columns, (table.schema, table.name), key.target), *nulls})
    return None


def _not_in(select: exp.Select, scopes: Scopes) -> frozenset[Claim] | None:
    """x NOT IN (SELECT y ...) is NOT EXISTS where neither can be NULL."""
    for node in list(select.find_all(exp.Not)):
        inside = node.this.this if isinstance(node.this, exp.Paren) else node.this
        query = inside.args.get("query") if isinstance(inside, exp.In) else None
        inner = query.this if isinstance(query, exp.Subquery) else query
        if not isinstance(inner, exp.Select) or not is_plain(inner, "distinct", "order") or len(inner.expressions) != 1:
            continue
        outer, output = inside.this, inner.expressions[0].unalias()
        sides = [scopes.never_null(outer), scopes.never_null(output)]
        mine = scopes.sources(inner)
        own = scopes.source(output)
        if None in sides or name_of(outer.args.get("table")) in mine or not any(own is one for one, _ in mine.values()):
            continue
        condition = exp.EQ(this=output.copy(), expression=outer.copy())
        asked = exp.and_(inner.args["where"].this, condition) if inner.args.get("where") else condition
        new = inner.copy()
        new.set("where", exp.Where(this=asked))
        node.replace(exp.Not(this=exp.Exists(this=new)))
        return frozenset(NotNull(name, column.name) for name, column in filter(None, sides))
    return None


def _coalesce(select: exp.Select, scopes: Scopes) -> frozenset[Claim] | None:
    """coalesce(column, literal) in a condition is the column where that is never NULL."""
    where = select.args.get("where")
    for call in list(where.find_all(exp.Coalesce)) if where else ():
        known = scopes.never_null(call.this)
        if known and len(call.expressions) == 1 and _is_of_type(call.expressions[0], known[1].type):
            call.replace(call.this.copy())
            return frozenset({NotNull(known[0], known[1].name)})
    return None


RULES: tuple[Rule, ...] = (_distinct, _count, _join, _not_in, _coalesce)


def _shown(select: exp.Select, tables: dict[str, tuple[Table, exp.Join | None]], scopes: Scopes) -> dict[str, set[str]]:
    """Columns of each source that are among the outputs as they are."""
    shown: dict[str, set[str]] = {alias: set() for alias in tables}
    by_node = {id(node): alias for alias, (node, _) in scopes.sources(select).items()}
    for one in select.expressions:
        output = one.unalias()
        if isinstance(output, exp.Star):
            return {alias: {column.name for column in table.columns} for alias, (table, _) in tables.items()}
        alias = by_node.get(id(scopes.source(output)))
        if alias is not None and isinstance(output.this, exp.Star):
            shown[alias] |= {column.name for column in tables[alias][0].columns}
        elif alias is not None:
            shown[alias].add(name_of(output.this))
    return shown


def _pairs(join: exp.Join, select: exp.Select, scopes: Scopes) -> dict[str, exp.Expr]:
    """Columns of the joined table, and the columns of sources before it that they must equal."""
    found: dict[str, exp.Expr] = {}
    nodes = [node for node, _ in scopes.sources(select).values()]
    before = nodes[: next(place for place, node in enumerate(nodes) if node is join.this)]
    for condition in conjuncts(join.args.get("on")):
        if not isinstance(condition, exp.EQ):
            continue
        for mine, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if scopes.source(mine) is join.this and any(scopes.source(other) is one for one in before):
                found[name_of(mine.this)] = other
    return found


def _looked_up(join: exp.Join, select: exp.Select, scopes: Scopes) -> Unique | None:
    """That a join finds at most one row for each before it."""
    table, pairs = scopes.table(join.this), _pairs(join, select, scopes)
    keys = table.unique if table else ()
    key = next((one for one in keys if one and set(one) <= set(pairs)), None)
    return Unique((table.schema, table.name), key) if table and key else None


def _are_set(table: Table, key: tuple[str, ...]) -> bool:
    return bool(key) and all((column := table.column(name)) and not column.is_nullable for name in key)


def _is_of_type(literal: exp.Expr, kind: str) -> bool:
    if not isinstance(literal, exp.Literal):
        return False
    return (
        kind == "text"
        if literal.is_string
        else re.fullmatch(r"\d{1,9}", literal.name) is not None and kind in ("integer", "bigint")
    )
