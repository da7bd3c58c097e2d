"""Subqueries in conditions: NOT IN, IN, EXISTS and counts that are compared with nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from .known import Known
from .selects import equalities, exists, is_aggregate, is_plain, single, tables, where
from .trees import Tree, Unfit, bare, clause, disjuncts, has, is_filter, name_of, operand, text

_MIRROR: dict[type[Tree], type[Tree]] = {
    exp.LT: exp.GT, exp.GT: exp.LT, exp.LTE: exp.GTE, exp.GTE: exp.LTE, exp.EQ: exp.EQ, exp.NEQ: exp.NEQ,
}  # fmt: skip
_SOME: frozenset[tuple[type[Tree], str]] = frozenset({(exp.GT, "0"), (exp.NEQ, "0"), (exp.GTE, "1")})
_NONE: frozenset[tuple[type[Tree], str]] = frozenset({(exp.EQ, "0"), (exp.LT, "1"), (exp.LTE, "0")})


def not_in_to_not_exists(node: Tree, known: Known) -> Iterator[str]:
    """x NOT IN (SELECT y ...): true if there is no y at all, or if x and every y is not NULL and none equals x."""
    value, select = _excluded(node)
    if value is None or not is_plain(select, "distinct") or not is_filter(node):
        return
    assert isinstance(select, exp.Select)
    outer, inner = known.qualified(value), known.qualified(single(select))
    _check_capture(outer, select, known)
    kept = where(select)
    parts = [f"NOT {exists(select, *kept, f'{operand(inner)} = {operand(outer)}')}"]
    if not _is_set(single(select), select, known):
        parts.append(f"NOT {exists(select, *kept, f'{operand(inner)} IS NULL')}")
    if not _is_set(value, value.find_ancestor(exp.Select), known):
        parts.append(f"({operand(outer)} IS NOT NULL OR NOT {exists(select, *kept)})")
    yield " AND ".join(parts)


def _excluded(node: Tree) -> tuple[Tree | None, Tree | None]:
    if isinstance(node, exp.Not) and isinstance(inside := bare(node.this), exp.In):
        query = inside.args.get("query")
        return _scalar(inside.this), query.unnest() if query else None
    if isinstance(node, exp.NEQ) and isinstance(node.right, exp.All):
        return _scalar(node.left), node.right.this.unnest()
    return None, None


def _scalar(node: Tree) -> Tree | None:
    """A value that is neither a row nor computed by a query."""
    inner = bare(node)
    return None if isinstance(inner, exp.Tuple) or inner.find(exp.Query) else inner


def _is_set(node: Tree, select: Tree | None, known: Known) -> bool:
    """Whether a value is never NULL, by the schema or because a WHERE says so."""
    asked = where(select) if isinstance(select, exp.Select) else []
    return known.is_not_null(node) or f"{text(node)} IS NOT NULL" in map(text, asked)


def _check_capture(outer: Tree, select: exp.Select, known: Known) -> None:
    """Names from outside must not mean something else inside."""
    if {name_of(one.args["table"]) for one in outer.find_all(exp.Column)} & set(known.sources(select)):
        raise Unfit("the subquery uses the same name for another table")


def in_to_exists(node: Tree, known: Known) -> Iterator[str]:
    """x IN (SELECT y ... that refers to the query around it): Postgres before 17 runs that once for each row."""
    query = node.args.get("query")
    select = query.unnest() if query else None
    value = _scalar(node.this)
    if value is None or not is_plain(select, "distinct") or not is_filter(node):
        return
    assert isinstance(select, exp.Select)
    if not any("" in known.belongs(one, select) for one in where(select)):
        return
    outer, inner = known.qualified(value), known.qualified(single(select))
    _check_capture(outer, select, known)
    yield exists(select, *where(select), f"{operand(inner)} = {operand(outer)}")


def split_not_exists(node: Tree, known: Known) -> Iterator[str]:
    """NOT EXISTS (... a OR b): neither one with a nor one with b, and each can be looked for in its own way."""
    inside = bare(node.this)
    select = inside.this if isinstance(inside, exp.Exists) else None
    if not isinstance(select, exp.Select) or not _is_any(select):
        return
    kept = where(select)
    for condition in kept:
        choices = disjuncts(condition)
        if len(choices) > 1 and all("" in known.belongs(one, select) for one in choices):
            rest = [one for one in kept if one is not condition]
            yield " AND ".join(f"NOT {exists(select, *rest, one)}" for one in choices)
            return


def _is_any(select: exp.Select) -> bool:
    """A SELECT of which only matters whether it has a row, and whose outputs decide nothing."""
    return not any(select.args.get(key) for key in ("group", "having", "limit", "offset", "with_")) and not any(
        has(one, exp.AggFunc, exp.Window, exp.Explode, exp.Unnest) for one in select.expressions
    )


def count_to_exists(node: Tree, known: Known) -> Iterator[str]:
    """(SELECT count(...) ...) compared with zero: one row is enough to know."""
    left, right = node.this, node.expression
    for side, other, kind in ((left, right, type(node)), (right, left, _MIRROR[type(node)])):
        sub, limit = bare(side), bare(other)
        if not isinstance(sub, exp.Subquery) or not isinstance(limit, exp.Literal) or limit.is_string:
            continue
        if not is_aggregate(sub.this) or (kind, limit.name) not in _SOME | _NONE:
            continue
        counted = single(sub.this)
        if isinstance(counted, exp.Count) and not counted.expressions:
            sign = "" if (kind, limit.name) in _SOME else "NOT "
            yield sign + exists(sub.this, *where(sub.this), *_not_null(counted, known))


def _not_null(counted: exp.Count, known: Known) -> list[str]:
    inner = counted.this
    values = inner.expressions if isinstance(inner, exp.Distinct) else [inner]
    if len(values) != 1:
        raise Unfit("rows are counted, which are never NULL")
    is_set = isinstance(values[0], exp.Star) or known.is_not_null(values[0])
    return [] if is_set else [f"{operand(values[0])} IS NOT NULL"]


def exists_group_to_in(node: Tree, known: Known) -> Iterator[str]:
    """EXISTS (SELECT ... WHERE b.k = a.k GROUP BY b.k HAVING ...): all groups at once instead of one for each row."""
    select = node.this
    if not isinstance(select, exp.Select) or not is_filter(node) or not _has_having(select):
        return
    inside, pair = [], None
    for condition in where(select):
        if "" not in known.belongs(condition, select):
            inside.append(condition)
        elif pair is not None or (pair := _pair(condition, select, known)) is None:
            return
    group = select.args.get("group")
    keys = [known.qualified(one) for one in group.expressions] if group else []
    if pair is None or any(one != pair[0] for one in keys) or "" in known.belongs(select.args["having"], select):
        return
    key, outer = pair
    rest = f"{tables(select)}{clause('WHERE', inside)} GROUP BY {text(key)} {text(select.args['having'])}"
    yield f"{operand(outer)} IN (SELECT {text(key)} {rest})"


def _has_having(select: exp.Select) -> bool:
    having, group = select.args.get("having"), select.args.get("group")
    blocked = any(select.args.get(key) for key in ("limit", "offset", "with_", "distinct"))
    return having is not None and not blocked and (group is not None or _is_false_on_nothing(having.this))


def _is_false_on_nothing(condition: Tree) -> bool:
    """Without GROUP BY there is a group even of no rows; its condition must be false then."""
    node = bare(condition)
    if not isinstance(node, exp.GT | exp.GTE) or not isinstance(node.right, exp.Literal):
        return False
    least = 0 if isinstance(node, exp.GT) else 1
    return isinstance(node.left, exp.Count) and node.right.name.isdigit() and int(node.right.name) >= least


def _pair(condition: Tree, select: exp.Select, known: Known) -> tuple[Tree, Tree] | None:
    """A column inside and what it equals outside, both qualified, and of one type."""
    for _, inner, outer in equalities([condition]):
        if not isinstance(inner, exp.Column) or "" in known.belongs(inner, select):
            continue
        if known.belongs(outer, select) == {""} and outer.find(exp.Query) is None:
            return known.qualified(inner), known.qualified(outer)
    return None
