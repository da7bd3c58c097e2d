"""Rows compared with other rows of their own table: window functions instead of self-joins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from .correlated import values_in
from .known import Known, Source, identifier
from .selects import aliased, fresh, is_aggregate, is_plain, only_table, single, stars_expanded, where, with_where
from .trees import Tree, Unfit, bare, conjuncts, exchanged, has, name_of, parsed, text

_MIRROR: dict[type[Tree], type[Tree]] = {
    exp.LT: exp.GT, exp.GT: exp.LT, exp.LTE: exp.GTE, exp.GTE: exp.LTE, exp.EQ: exp.EQ,
}  # fmt: skip
_CALLS = (exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Count)


@dataclass(frozen=True, slots=True)
class _Relation:
    """How other rows of a table relate to a row: equal in some columns, and before or after it in one."""

    equal: tuple[str, ...]
    order: str | None
    kind: type[Tree] | None
    """How the other row's value compares with the row's."""


def _relation(
    conditions: Sequence[Tree], other: Source, own: Source, known: Known, *, may_be_null: bool = False
) -> _Relation:
    """Reads conditions between two names of one table; raises Unfit unless all are such, on columns without NULLs."""
    equal, order, kind = [], None, None
    for condition in conditions:
        sign = _MIRROR.get(type(condition))
        if sign is None:
            raise Unfit("another condition")
        left, right = bare(condition.this), bare(condition.expression)
        if known.origin(left) is own and known.origin(right) is other:
            left, right = right, left
        else:
            sign = type(condition)
        is_pair = known.origin(left) is other and known.origin(right) is own
        is_sure = may_be_null or known.is_not_null(right)
        if not is_pair or name_of(left.this) != name_of(right.this) or not is_sure:
            raise Unfit("the condition is not between the same column of both")
        if sign is exp.EQ:
            equal.append(name_of(left.this))
        elif order is None:
            order, kind = name_of(left.this), sign
        else:
            raise Unfit("two orders")
    return _Relation(tuple(equal), order, kind)


def _over(call: Tree, relation: _Relation, other: Source, own: Source, known: Known) -> str:
    """An aggregate over the related rows as a window function; raises Unfit."""
    if not isinstance(call, _CALLS) or has(call, exp.Distinct, exp.Order) or call.find(exp.Query):
        raise Unfit("the aggregate has no window form")
    for column in call.find_all(exp.Column):
        if known.origin(column) is not other:
            raise Unfit("the aggregate needs more than the other rows")
    moved = call.copy()
    for column in moved.find_all(exp.Column):
        column.set("table", identifier(own.name))
    parts = [f"PARTITION BY {', '.join(_column(own, name) for name in relation.equal)}"] if relation.equal else []
    if relation.order is None:
        return f"{text(moved)} OVER ({' '.join(parts)})"
    down = " DESC" if relation.kind in (exp.GT, exp.GTE) else ""
    parts.append(f"ORDER BY {_column(own, relation.order)}{down}")
    if relation.kind in (exp.LT, exp.GT):
        if isinstance(call, exp.Count) and isinstance(call.this, exp.Star):
            return f"RANK() OVER ({' '.join(parts)}) - 1"
        if not own.has_key({*relation.equal, relation.order}):
            raise Unfit("rows may be equal in the order")
        parts.append("ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING")
    return f"{text(moved)} OVER ({' '.join(parts)})"


def _column(source: Source, name: str) -> str:
    return text(exp.column(identifier(name), identifier(source.name)))


def running(node: Tree, known: Known) -> Iterator[Tree]:
    """A subquery that sums the rows up to each row: all of them in one pass."""
    if not is_plain(node, "limit", "offset", "with_"):
        return
    assert isinstance(node, exp.Select)
    own = only_table(node, known)
    for sub in [one for place in node.expressions for one in values_in(place)]:
        select = sub.this
        if not is_aggregate(select) or (other := only_table(select, known)).table is not own.table:
            continue
        try:
            call = _over(single(select), _relation(where(select), other, own, known), other, own, known)
        except Unfit:
            continue
        yield _with_column(node, sub, call, known) if where(node) else _in_place(node, sub, call)


def _in_place(node: exp.Select, sub: exp.Subquery, call: str) -> Tree:
    if isinstance(sub.parent, exp.Select):
        return exchanged(node, sub, aliased(sub, call))
    return exchanged(node, sub, parsed(call if isinstance(sub.parent, exp.Alias) else f"({call})"))


def _with_column(node: exp.Select, sub: exp.Subquery, call: str, known: Known) -> exp.Select:
    """The window function looks at rows that WHERE takes away, so it is computed before."""
    own = only_table(node, known)
    (name,) = fresh(known.root, "running")
    if any(one.is_star for one in node.expressions):
        raise Unfit("a star would show one more column")
    changed = _in_place(node, sub, f"{text(identifier(own.name))}.{name}")
    return _from_window(changed, own, call, name)


def _from_window(node: Tree, own: Source, call: str, name: str) -> exp.Select:
    alias = text(identifier(own.name))
    frame = parsed(f"SELECT 1 FROM (SELECT {alias}.*, {call} AS {name} FROM {text(own.node)}) AS {alias}")
    assert isinstance(node, exp.Select)
    node.set("from_", frame.args["from_"])
    return node


def self_join(node: Tree, known: Known) -> Iterator[Tree]:
    """A table joined to its own earlier rows and grouped again: the same in one pass."""
    joins = node.args.get("joins") or []
    if (
        len(joins) != 1
        or not node.args.get("group")
        or any(node.args.get(part) for part in ("having", "distinct", "windows"))
    ):
        return
    assert isinstance(node, exp.Select)
    own, other = known.sources(node).values()
    join, side = joins[0], (joins[0].side or "").upper()
    if own.table is None or own.table is not other.table or side not in ("", "LEFT") or join.args.get("using"):
        return
    conditions = conjuncts(join.args.get("on")) + where(node)
    whole = [one for one in conditions if known.belongs(one, node) == {own.name}]
    relation = _relation([one for one in conditions if one not in whole], other, own, known)
    if not _are_of_groups(whole, relation) or (side and any(one not in where(node) for one in whole)):
        return
    if side and len(whole) < len(where(node)):
        return
    keys = {name_of(one.this) for one in map(bare, node.args["group"].expressions) if known.origin(one) is own}
    if len(keys) != len(node.args["group"].expressions) or not own.has_key(keys):
        return
    if relation.kind in (exp.LT, exp.GT, None) and not side:
        return
    yield with_where(_ungrouped(node, relation, other, own, known), whole)


def _are_of_groups(conditions: Sequence[Tree], relation: _Relation) -> bool:
    """Whether conditions keep groups of related rows whole: they look at nothing else."""
    columns = [one for condition in conditions for one in condition.find_all(exp.Column)]
    return all(name_of(one.this) in relation.equal for one in columns)


def _ungrouped(node: exp.Select, relation: _Relation, other: Source, own: Source, known: Known) -> exp.Select:
    copy = node.copy()
    outputs: list[Tree] = []
    for old, new in zip(node.expressions, list(copy.expressions), strict=True):
        calls = list(old.find_all(exp.AggFunc))
        if not calls:
            if any(known.origin(one) is not own for one in old.find_all(exp.Column)):
                raise Unfit("an output is of the joined table")
            outputs.append(new)
            continue
        if old.unalias() is not calls[0] or len(calls) > 1 or (_counts_rows(calls[0]) and node.args["joins"][0].side):
            raise Unfit("an output mixes aggregates")
        outputs.append(aliased(old, _over(calls[0], relation, other, own, known)))
    order = node.args.get("order")
    if order and (has(order, exp.AggFunc) or any(known.origin(one) is other for one in order.find_all(exp.Column))):
        raise Unfit("the order is that of an aggregate")
    copy.set("expressions", outputs)
    for part in ("group", "joins", "where"):
        copy.set(part, None)
    return copy


def _counts_rows(call: Tree) -> bool:
    return isinstance(call, exp.Count) and isinstance(call.this, exp.Star)


def newest(node: Tree, known: Known) -> Iterator[Tree]:
    """The first or last row of each group, found by comparing every row with the others of its group."""
    if not isinstance(node, exp.Select) or not is_plain(node, "limit", "offset", "with_") or not where(node):
        return
    own = only_table(node, known)
    for condition in where(node):
        found = _extreme(condition, own, known)
        if found is None or not found.equal or found.order is None:
            continue
        (name,) = fresh(known.root, "extreme")
        call = "MAX" if found.kind is exp.GT else "MIN"
        groups = ", ".join(_column(own, one) for one in found.equal)
        order = _column(own, found.order)
        rest = [one for one in where(node) if one is not condition]
        columns = [_column(own, one) for one in found.equal if not _is_set(own, one)]
        tests = [f"{order} = {text(identifier(own.name))}.{name}", *(f"{one} IS NOT NULL" for one in columns)]
        changed = with_where(stars_expanded(node, known), [*rest, *tests])
        yield _from_window(changed, own, f"{call}({order}) OVER (PARTITION BY {groups})", name)


def _is_set(source: Source, name: str) -> bool:
    column = source.table.column(name) if source.table else None
    return column is not None and not column.is_nullable


def _extreme(condition: Tree, own: Source, known: Known) -> _Relation | None:
    """Reads NOT EXISTS (a later row of the group), or x = (SELECT max(x) of the group)."""
    inside = bare(condition.this) if isinstance(condition, exp.Not) else None
    if isinstance(inside, exp.Exists) and isinstance(inside.this, exp.Select) and is_plain(inside.this):
        other = only_table(inside.this, known)
        same = other.table is own.table
        relation = _relation(where(inside.this), other, own, known) if same else None
        return relation if relation and relation.kind in (exp.LT, exp.GT) else None
    if not isinstance(condition, exp.EQ):
        return None
    for column, sub in ((condition.left, condition.right), (condition.right, condition.left)):
        select = sub.this if isinstance(sub, exp.Subquery) else None
        if isinstance(select, exp.Select) and is_aggregate(select) and known.origin(column) is own:
            other, call = only_table(select, known), single(select)
            if other.table is own.table and isinstance(call, exp.Max | exp.Min):
                relation = _relation(where(select), other, own, known, may_be_null=True)
                same = known.origin(call.this) is other and name_of(call.this.this) == name_of(column.this)
                kind = exp.GT if isinstance(call, exp.Max) else exp.LT
                return _Relation(relation.equal, name_of(column.this), kind) if same and not relation.order else None
    return None
