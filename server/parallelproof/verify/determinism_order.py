"""Whether an order leaves no ties, so that what depends on it is determined: from keys, joins and groups alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from ..domain import Schema, Table

Keys = list[frozenset[str]]
"""Sets of a source's columns each of which tells its rows apart; an empty set where there is at most one row."""


def is_total(select: exp.Query, order: Iterable[exp.Expr], schema: Schema, by_branch: bool = False) -> bool:
    """Whether rows that a SELECT (or UNION) gives are the same, or look the same, where they agree on `order`.

    `by_branch` trusts that no two branches of a UNION give rows that agree.
    """
    keys = {_key(part) for part in order}
    columns = select.selects
    for place, column in enumerate(columns, start=1):
        meant = text(column.unalias())
        if str(place) in keys or column.alias_or_name in keys:
            keys.discard(column.alias_or_name)  # the name of a column that is given goes before one of a table
            keys.add(meant)
    if columns and all(
        not column.is_star
        and (text(column.unalias()) in keys or isinstance(column.unalias(), exp.Literal | exp.Parameter))
        for column in columns
    ):
        return True
    if isinstance(select, exp.SetOperation):
        return by_branch and _each_branch_is_total(select, keys, schema)
    if not isinstance(select, exp.Select):
        return False
    if distinct := select.args.get("distinct"):
        # Of rows that agree on what they are distinct on there is one.
        on = distinct.args.get("on")
        return on is not None and all(text(part) in keys for part in on.expressions or [on])
    return tells_apart(select, keys, schema)


def _each_branch_is_total(union: exp.SetOperation, keys: set[str], schema: Schema) -> bool:
    names = [column.alias_or_name for column in union.selects]
    places = [place for place, name in enumerate(names, start=1) if name in keys or str(place) in keys]
    branches = [branch.unnest() for branch in (union.this, union.expression)]
    order = [exp.Literal.number(place) for place in places]
    return all(isinstance(branch, exp.Query) and is_total(branch, order, schema, True) for branch in branches)


def tells_apart(select: exp.Select, keys: set[str], schema: Schema) -> bool:
    """Whether no two rows of a SELECT, before DISTINCT and LIMIT, agree on these expressions."""
    if group := select.args.get("group"):
        parts = [_meant(part, select.selects) for part in group.expressions]
        fixed, _ = _fixed(select, keys, schema)
        sources = list(_sources(select))
        return _groups_once(group) and all(
            text(part) in keys or _resolved(part, sources, schema) in fixed for part in parts
        )
    return _is_aggregated(select) or rows_are_told_apart(select, keys, schema)


def _key(part: exp.Expr) -> str:
    return text(part.this if isinstance(part, exp.Ordered) else part)


def text(node: exp.Expr) -> str:
    """An expression as text; names that are not quoted in lower case."""
    copy = node.copy()
    for name in copy.find_all(exp.Identifier):
        if not name.quoted:
            name.set("this", name.this.lower())
        name.set("quoted", False)
    return copy.sql(dialect="postgres", comments=False)


def _meant(part: exp.Expr, columns: Sequence[exp.Expr]) -> exp.Expr:
    """A GROUP BY expression; a number, or the alias of an expression, means that output column."""
    if isinstance(part, exp.Literal) and part.is_int and 0 < int(part.this) <= len(columns):
        return columns[int(part.this) - 1].unalias()
    if isinstance(part, exp.Column) and not part.table:
        for column in columns:
            if isinstance(column, exp.Alias) and column.alias == part.name:
                return column.this if not isinstance(column.this, exp.Column) else part
    return part


def _groups_once(group: exp.Group) -> bool:
    return not any(group.args.get(kind) for kind in ("grouping_sets", "cube", "rollup", "totals"))


def _is_aggregated(select: exp.Select) -> bool:
    """Whether a SELECT without GROUP BY gives one row, as it aggregates."""
    return any(
        node.find_ancestor(exp.Window, exp.Select) is select
        for column in select.selects
        for node in column.find_all(exp.AggFunc)
        if not isinstance(node.parent, exp.Window)
    )


def rows_are_told_apart(select: exp.Select, keys: set[str], schema: Schema) -> bool:
    """Whether expressions fix a row of every source in FROM, through unique keys and equalities."""
    names = {name for name, _ in _sources(select)}
    return "" not in names and _fixed(select, keys, schema)[1] == names


def _fixed(select: exp.Select, keys: set[str], schema: Schema) -> tuple[set[tuple[str, str]], set[str]]:
    """The columns, and the sources, of which expressions leave one value, or one row."""
    sources = list(_sources(select))
    known = {(name, column) for name, node in sources for column in _ordered_by(name, node, keys, sources, schema)}
    equal = list(_equalities(select, sources, schema))
    settled: set[str] = set()
    while True:
        known |= {column for column, by in equal if by is None or by in known}
        fresh = {
            name for name, node in sources
            if name not in settled
            and any(key <= {c for n, c in known if n == name} for key in unique_keys(node, select, schema))
        }  # fmt: skip
        if not fresh:
            return known, settled
        settled |= fresh
        known |= {(name, column) for name, node in sources if name in fresh for column in _columns(node, schema)}


def unique_keys(node: exp.Expr, within: exp.Expr, schema: Schema) -> Keys:
    """What tells the rows of a source in FROM apart."""
    if isinstance(node, exp.Lateral | exp.Subquery):
        query = node.this.this if isinstance(node.this, exp.Subquery) else node.this
        return _query_keys(query, schema) if isinstance(query, exp.Query) else []
    if isinstance(node, exp.Table):
        if (common := _common_table(node, within)) is not None:
            return _query_keys(common, schema)
        table = schema.table(node.name, node.db or None) if isinstance(node.this, exp.Identifier) else None
        return [frozenset(key) for key in table.unique if _never_null(table, key)] if table else []
    return []


def _query_keys(query: exp.Query, schema: Schema) -> Keys:
    if not isinstance(query, exp.Select):
        return []
    columns = query.selects
    limit = query.args.get("limit")
    found: Keys = []
    if isinstance(limit, exp.Limit) and text(limit.expression) in ("1", "0"):
        found.append(frozenset())
    group = query.args.get("group")
    named = {text(column.unalias()): column.alias_or_name for column in columns}
    if group:
        parts = [text(_meant(part, columns)) for part in group.expressions]
        if _groups_once(group) and all(part in named for part in parts):
            found.append(frozenset(named[part] for part in parts))
    elif _is_aggregated(query):
        found.append(frozenset())
    elif isinstance(query.args.get("distinct"), exp.Distinct) and not query.args["distinct"].args.get("on"):
        found.append(frozenset(column.alias_or_name for column in columns))
    else:
        sources = list(_sources(query))
        if len(sources) == 1:
            for key in unique_keys(sources[0][1], query, schema):
                if any(column.is_star for column in columns):
                    found.append(key)
                given = {c.unalias().name: c.alias_or_name for c in columns if isinstance(c.unalias(), exp.Column)}
                if all(column in given for column in key):
                    found.append(frozenset(given[column] for column in key))
    return found


def _never_null(table: Table, key: Iterable[str]) -> bool:
    columns = [table.column(name) for name in key]
    return all(column is not None and not column.is_nullable for column in columns)


def _common_table(node: exp.Table, within: exp.Expr) -> exp.Query | None:
    at: exp.Expr | None = within
    while at is not None:
        for common in getattr(at, "ctes", ()):
            if common.alias == node.name and not node.db:
                query = common.this
                return query if isinstance(query, exp.Query) else None
        at = at.parent
    return None


def _sources(select: exp.Select) -> Iterable[tuple[str, exp.Expr]]:
    if start := select.args.get("from_"):
        yield start.this.alias_or_name, start.this
        for join in start.this.args.get("joins") or ():
            yield join.this.alias_or_name, join.this
    for join in select.args.get("joins") or ():
        yield join.this.alias_or_name, join.this
    for lateral in select.args.get("laterals") or ():
        yield lateral.alias_or_name, lateral


def _columns(node: exp.Expr, schema: Schema) -> set[str]:
    if isinstance(node, exp.Table) and (table := schema.table(node.name, node.db or None)):
        return {column.name for column in table.columns}
    if isinstance(node, exp.Subquery | exp.Lateral):
        query = node.this.this if isinstance(node.this, exp.Subquery) else node.this
        if isinstance(query, exp.Query):
            return set(query.named_selects)
    return set()


def _ordered_by(
    name: str, node: exp.Expr, keys: set[str], sources: Sequence[tuple[str, exp.Expr]], schema: Schema
) -> Iterable[str]:
    """Columns of a source among the order keys; without its name where no other source has such a column."""
    for key in keys:
        table, dot, column = key.rpartition(".")
        if dot and table == name and column.isidentifier():
            yield column
        elif not dot and key.isidentifier():
            having = [other for other, source in sources if key in _columns(source, schema)]
            if having == [name] or len(sources) == 1:
                yield key


def _equalities(
    select: exp.Select, sources: Sequence[tuple[str, exp.Expr]], schema: Schema
) -> Iterable[tuple[tuple[str, str], tuple[str, str] | None]]:
    """(column, what fixes it) for each equality; None stands for a constant, or a column of a query around this one."""
    conditions: list[tuple[exp.Expr, str]] = []
    if where := select.args.get("where"):
        conditions.append((where.this, ""))
    conditions += [
        (join.args["on"], join.side and f"{join.side} {join.this.alias_or_name}")
        for join in select.args.get("joins") or ()
        if join.args.get("on") and join.side != "FULL"
    ]
    names = {name for name, _ in sources}
    for condition, outer in conditions:
        side, _, joined = outer.partition(" ")
        for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
            equal = part.unnest()
            if not isinstance(equal, exp.EQ):
                continue
            left, right = (_resolved(node, sources, schema) for node in (equal.this, equal.expression))
            for column, by, other in ((left, right, equal.expression), (right, left, equal.this)):
                if column is None or column[0] not in names:
                    continue
                # An outer join fixes a row of the side that may be missing by one of the other, never the reverse.
                if side and (column[0] == joined) != (side == "LEFT"):
                    continue
                if by is not None and by[0] in names:
                    yield column, by
                elif by is not None or isinstance(other.unnest(), exp.Literal | exp.Parameter):
                    yield column, None


def _resolved(node: exp.Expr, sources: Sequence[tuple[str, exp.Expr]], schema: Schema) -> tuple[str, str] | None:
    if not isinstance(node, exp.Column):
        return None
    column = node.name if node.this.quoted else node.name.lower()
    if node.table:
        return node.table, column
    if len(sources) == 1:
        return sources[0][0], column
    having = [name for name, source in sources if column in _columns(source, schema)]
    return (having[0], column) if len(having) == 1 else None
