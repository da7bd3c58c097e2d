"""What a query asks of each table that it reads: conditions, joins, orders, groups, and the columns it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from ....domain import Schema
from . import shares
from .predicates import Reader
from .reading import name, read
from .resolving import Resolver, branches, selects
from .terms import Order, Ordered, Term, Use

LIMIT_ROWS = 100.0
"""A limit that is a parameter is taken to be this."""
EXTREMES = frozenset({"min", "max"})


def uses(sql: str, schema: Schema) -> tuple[Use, ...]:
    """The uses of tables in a query, none where it cannot be read."""
    tree = read(sql, schema)
    if tree is None:
        return ()
    resolver = Resolver(schema)
    reader = Reader(resolver)
    try:
        scopes = [scope for scope in traverse_scope(tree) if isinstance(scope.expression, exp.Select)]
    except SqlglotError:
        return ()
    for scope in scopes:
        _add_scope(scope, reader, resolver)
    return tuple(resolver.uses)


def _add_scope(scope: Scope, reader: Reader, resolver: Resolver) -> None:
    select = scope.expression
    for source in scope.tables:
        use = resolver.use(source)
        if use:
            use.is_repeated = use.is_repeated or _is_repeated(scope)
    for clause in ("where", "having"):
        if select.args.get(clause):
            reader.add(select.args[clause].this, scope)
    for join in select.args.get("joins") or []:
        if join.args.get("on"):
            reader.add(join.args["on"], scope)
        _add_using(join, scope, resolver)
    _add_membership(scope, reader)
    for order in _orders(scope):
        _add_order(*order, scope, reader)
    _add_needed(scope, resolver)


def _is_repeated(scope: Scope) -> bool:
    """Whether a subquery is run again for each row of the query around it."""
    around: Scope | None = scope
    while around is not None and around.parent is not None:
        node = around.expression.parent
        while isinstance(node, exp.Subquery | exp.Paren):
            node = node.parent
        is_plain = isinstance(node, exp.From | exp.Join | exp.CTE | exp.With) or node is None or _is_joined(node)
        if not is_plain and any(
            column.table and column.table not in around.selected_sources for column in _columns(around)
        ):
            return True
        around = around.parent
    return False


def _is_joined(node: exp.Expr) -> bool:
    """Whether a subquery is one that the planner joins: EXISTS and IN that must hold, or must not."""
    if not isinstance(node, exp.Exists | exp.In):
        return False
    above = node.parent
    while isinstance(above, exp.And | exp.Not | exp.Paren):
        above = above.parent
    return isinstance(above, exp.Where)


def _add_using(join: exp.Expr, scope: Scope, resolver: Resolver) -> None:
    for named in join.args.get("using") or []:
        found = [use for use in map(resolver.use, scope.tables) if use and use.table.column(named.name)]
        for use in found:
            use.terms.append(
                _looked_up(use, name(named.name), {named.name}, {id(other) for other in found} - {id(use)})
            )
            use.needed[named.name] += 1


def _add_membership(scope: Scope, reader: Reader) -> None:
    """x IN (SELECT y ...) looks up y too."""
    node = scope.expression.parent
    while isinstance(node, exp.Subquery | exp.Paren):
        node = node.parent
    if not isinstance(node, exp.In | exp.Any) or not selects(scope) or scope.parent is None:
        return
    outer = node.this if isinstance(node, exp.In) else node.parent.this if node.parent else None
    partners = {id(use) for use, _, _ in reader.keys(outer, scope.parent)} if outer is not None else set()
    for use, key, columns in reader.keys(selects(scope)[0].unalias(), scope):
        use.terms.append(_looked_up(use, key, columns, partners))


def _looked_up(use: Use, key: str, columns: Iterable[str], partners: Iterable[int]) -> Term:
    share = shares.equal(use.column(key), None)
    return Term(key, "equal", frozenset(columns), share, is_join=True, partners=frozenset(partners))


Wanted = tuple[list[exp.Expr], str, float | None]


def _orders(scope: Scope) -> Iterator[Wanted]:
    """The orders and groups that a SELECT wants: expressions, what for, and how many rows of them."""
    select = scope.expression
    group = select.args.get("group")
    listed = selects(scope)
    grouped = [_meant(part, listed) for part in group.expressions] if group else []
    limit = _limit(select)
    distinct = select.args.get("distinct")
    if select.args.get("order"):
        yield [_ordered(part, listed) for part in select.args["order"].expressions], "order", None if grouped else limit
    if grouped:
        yield grouped, "group", None
    if isinstance(distinct, exp.Distinct):
        on = distinct.args.get("on")
        parts = list(on.expressions) if on and not select.args.get("order") else [] if on else listed
        yield [_meant(part, listed) for part in parts], "distinct", None
    for window in scope.find_all(exp.Window):
        order = window.args.get("order")
        yield [*(window.args.get("partition_by") or []), *(order.expressions if order else [])], "window", None
    for call in scope.find_all(exp.Anonymous):
        called, given = str(call.this).lower(), call.expressions
        if called in EXTREMES and len(given) == 1:
            yield [*grouped, *given], "extreme", None if grouped else 1.0
        elif called == "count" and given and isinstance(given[0], exp.Distinct):
            yield [*grouped, *given[0].expressions], "group", None


def _limit(select: exp.Expr) -> float | None:
    limit = select.args.get("limit") or None
    if limit is None:
        return None
    value = shares.constant(limit.args.get("expression") or limit.args.get("count"))
    offset = shares.constant(select.args["offset"].expression) if select.args.get("offset") else "0"
    try:
        return float(value or LIMIT_ROWS) + float(offset or LIMIT_ROWS)
    except ValueError:
        return LIMIT_ROWS


def _ordered(part: exp.Expr, listed: list[exp.Expr]) -> exp.Expr:
    meant = _meant(part.this, listed)
    if meant is part.this:
        return part
    return exp.Ordered(this=meant.copy(), desc=part.args.get("desc"), nulls_first=part.args.get("nulls_first"))


def _meant(part: exp.Expr, listed: list[exp.Expr]) -> exp.Expr:
    """What an ordinal or an alias of the SELECT list stands for."""
    if isinstance(part, exp.Literal) and not part.is_string and part.name.isdigit() and int(part.name) <= len(listed):
        return listed[int(part.name) - 1].unalias()
    if isinstance(part, exp.Column) and not part.table:
        return next((one.this for one in listed if isinstance(one, exp.Alias) and one.alias == part.name), part)
    return part.unalias() if isinstance(part, exp.Alias) else part


def _add_order(parts: list[exp.Expr], purpose: str, limit: float | None, scope: Scope, reader: Reader) -> None:
    """The longest beginning of an order that is of one table."""
    keys: list[Ordered] = []
    owner: Use | None = None
    is_all = True
    for part in parts:
        inner = part.this if isinstance(part, exp.Ordered) else part
        if isinstance(inner, exp.Distance):
            _add_nearest(inner, limit, scope, reader)
            return
        found = list(reader.keys(inner, scope))
        if len(found) != 1 or (owner is not None and found[0][0] is not owner):
            is_all = False
            break
        owner, key, columns = found[0]
        descends, first = bool(part.args.get("desc")), bool(part.args.get("nulls_first"))
        if all(known.key != key for known in keys):
            keys.append(Ordered(key, descends, first, columns))
    if owner is not None and keys:
        owner.orders.append(Order(tuple(keys), purpose, limit if is_all else None))  # type: ignore[arg-type]


def _add_nearest(distance: exp.Expr, limit: float | None, scope: Scope, reader: Reader) -> None:
    for side in (distance.this, distance.expression):
        for use, key, columns in reader.keys(side, scope):
            use.orders.append(Order((Ordered(key, columns=columns),), "nearest", limit or LIMIT_ROWS))


def _add_needed(scope: Scope, resolver: Resolver) -> None:
    for column in _columns(scope):
        if column.name in scope.selected_sources and not column.table:  # a whole row
            _mark_sources(scope, resolver, column.name)
        for place in resolver.places(column, scope):
            place.use.needed[place.column] += 1
    if _is_outermost(scope):  # what is not read of a subquery is not computed
        _mark_whole(scope, resolver)


def _is_outermost(scope: Scope) -> bool:
    """Whether the rows of a SELECT are those of the query."""
    around = scope.parent
    return around is None or (scope in around.set_operation_scopes and _is_outermost(around))


def _mark_whole(scope: Scope, resolver: Resolver) -> None:
    """Notes the tables that are read with every column: `*` of them, or of a subquery that is `*` of them."""
    for part in selects(scope):
        if part.is_star:
            _mark_sources(scope, resolver, part.table if isinstance(part, exp.Column) else "")


def _mark_sources(scope: Scope, resolver: Resolver, alias: str) -> None:
    for known, (_, source) in scope.selected_sources.items():
        if alias not in ("", known):
            continue
        if isinstance(source, Scope):
            for branch in branches(source):
                _mark_whole(branch, resolver)
        elif isinstance(source, exp.Table) and (use := resolver.use(source)):
            use.is_whole = True


def _columns(scope: Scope) -> Iterable[exp.Column]:
    return (column for column in scope.find_all(exp.Column) if not isinstance(column.this, exp.Star))
