"""Subqueries that give one value for each row around them, made into one join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from .known import Known, identifier
from .selects import aliased, equalities, fresh, is_aggregate, is_plain, single, tables, where, with_join
from .trees import Tree, Unfit, clause, exchanged, has, name_of, operand, parsed, text

PLAIN_AGGREGATES = (exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Count, exp.LogicalOr, exp.LogicalAnd)


@dataclass(frozen=True, slots=True)
class _Inside:
    """A subquery taken apart: columns and what they equal outside, and the conditions that stay inside."""

    keys: tuple[Tree, ...]
    outer: tuple[Tree, ...]
    rest: tuple[Tree, ...]


def to_join(node: Tree, known: Known) -> Iterator[Tree]:
    """An aggregate of rows with the same key, or a look-up by a key: joined once instead of asked for every row."""
    if not isinstance(node, exp.Select) or not node.args.get("from_"):
        return
    for sub in _values(node):
        try:
            yield _joined(node, sub, known)
        except Unfit:
            continue


def _values(select: exp.Select) -> Iterator[exp.Subquery]:
    """Subqueries used as values: in the outputs, unless they are grouped, and in WHERE."""
    grouped = (
        select.args.get("group")
        or select.args.get("having")
        or any(has(one, exp.AggFunc) for one in select.expressions)
    )
    places = [] if grouped else list(select.expressions)
    for place in (*places, *([select.args["where"]] if select.args.get("where") else [])):
        yield from values_in(place)


def values_in(place: Tree) -> Iterator[exp.Subquery]:
    """Subqueries in an expression that stand for one value each."""
    for one in place.walk(prune=lambda node: isinstance(node, exp.Query)):
        above = one.find_ancestor(exp.Window, exp.AggFunc, exp.Query)
        is_value = not isinstance(one.parent, exp.In | exp.All | exp.Any | exp.Exists) and isinstance(above, exp.Query)
        if isinstance(one, exp.Subquery) and is_value:
            yield one


def _joined(node: exp.Select, sub: exp.Subquery, known: Known) -> exp.Select:
    select = sub.this
    if not isinstance(select, exp.Select):
        raise Unfit("it is not a SELECT")
    inside = _taken_apart(select, known)
    name, *keys = fresh(known.root, "found", *(f"found_key{n or ''}" for n in range(len(inside.keys))))
    outputs = [f"{text(key)} AS {alias}" for key, alias in zip(inside.keys, keys, strict=True)]
    if is_aggregate(select):
        value, more = _aggregated(select, name, known)
        grouped = f" GROUP BY {text(*inside.keys)}"
    elif is_plain(select) and _is_one(select, inside.keys, known):
        value, more = _looked_up(select, name, known)
        grouped = ""
    else:
        raise Unfit("it may have several rows")
    derived = f"SELECT {', '.join([*outputs, *more])} {tables(select)}{clause('WHERE', inside.rest)}{grouped}"
    on = " AND ".join(f"{name}.{key} = {operand(outer)}" for key, outer in zip(keys, inside.outer, strict=True))
    return _placed(node, sub, value, f"LEFT JOIN ({derived}) AS {name} ON {on}", known)


def _taken_apart(select: exp.Select, known: Known) -> _Inside:
    keys, outer, rest = [], [], []
    for condition in where(select):
        if "" not in known.belongs(condition, select):
            rest.append(condition)
            continue
        pair = next(bound_pairs(condition, select, known), None)
        if pair is None:
            raise Unfit("it is not bound to the row around it by equality alone")
        keys.append(pair[0])
        outer.append(pair[1])
    if not keys or any("" in known.belongs(join, select) for join in select.args.get("joins") or []):
        raise Unfit("it is not bound to the row around it")
    return _Inside(tuple(keys), tuple(outer), tuple(rest))


def bound_pairs(condition: Tree, select: exp.Select, known: Known) -> Iterator[tuple[Tree, Tree]]:
    """A column inside a subquery and what it equals outside, both qualified."""
    for _, inner, outer in equalities([condition]):
        if not isinstance(inner, exp.Column) or outer.find(exp.Query) is not None:
            continue
        if "" not in known.belongs(inner, select) and known.belongs(outer, select) == {""}:
            yield known.qualified(inner), known.qualified(outer)


def _aggregated(select: exp.Select, name: str, known: Known) -> tuple[Tree, list[str]]:
    """The value in terms of the joined query's columns, and those columns."""
    value, columns = single(select).copy(), list[str]()
    for old in list(_aggregates(single(select))):
        if not isinstance(_function(old), PLAIN_AGGREGATES) or "" in known.belongs(old, select):
            raise Unfit("an aggregate needs the row around it")
        (column,) = fresh(known.root, f"{name}_value{len(columns) or ''}")
        columns.append(f"{text(old)} AS {column}")
        is_count = isinstance(_function(old), exp.Count)
        new = parsed(f"COALESCE({name}.{column}, 0)" if is_count else f"{name}.{column}")
        twin = next(one for one in value.walk() if one == old)
        if twin is value:
            value = new
        else:
            twin.replace(new)
    outside = [one for one in value.find_all(exp.Column) if one.table != name]
    if any(not one.table for one in outside):
        raise Unfit("it mixes its rows with the one around it")
    return value, columns


def _aggregates(node: Tree) -> Iterator[Tree]:
    for one in node.walk(prune=lambda inner: isinstance(inner, exp.Query | exp.Filter | exp.AggFunc)):
        if isinstance(one, exp.Query):
            raise Unfit("a query inside")
        if isinstance(one, exp.Filter | exp.AggFunc):
            yield one


def _function(node: Tree) -> Tree:
    return node.this if isinstance(node, exp.Filter) else node


def _is_one(select: exp.Select, keys: Sequence[Tree], known: Known) -> bool:
    """Whether its only table has at most one row with these keys."""
    sources = list(known.sources(select).values())
    return len(sources) == 1 and sources[0].is_unique({name_of(key.this) for key in keys})


def _looked_up(select: exp.Select, name: str, known: Known) -> tuple[Tree, list[str]]:
    value = single(select)
    if value.find(exp.Query) or "" in known.belongs(value, select):
        raise Unfit("the value needs more than the row that is looked up")
    (column,) = fresh(known.root, f"{name}_value")
    return parsed(f"{name}.{column}"), [f"{text(value)} AS {column}"]


def _placed(node: exp.Select, sub: exp.Subquery, value: Tree, join: str, known: Known) -> exp.Select:
    """The SELECT with the value in the place of the subquery, its stars kept to what they were, and the join."""
    wrapped = value if isinstance(sub.parent, exp.Select | exp.Alias | exp.Func) else parsed(operand(value))
    copy = exchanged(node, sub, wrapped)
    assert isinstance(copy, exp.Select)
    outputs = []
    for old, new in zip(node.expressions, list(copy.expressions), strict=True):
        if _core(old) is sub:
            outputs.append(aliased(old, text(new.unalias())))
        elif isinstance(old, exp.Star):
            outputs += _stars(node, known)
        else:
            outputs.append(new)
    copy.set("expressions", outputs)
    return with_join(copy, join)


def _core(node: Tree) -> Tree:
    while isinstance(node, exp.Cast | exp.Paren):
        node = node.this
    return node


def _stars(node: exp.Select, known: Known) -> list[Tree]:
    if any(join.args.get("using") or join.method for join in node.args.get("joins") or []):
        raise Unfit("a star over USING is not one star for each table")
    names = known.sources(node)
    if any(name.startswith("?") for name in names):
        raise Unfit("a star over something without a name")
    return [exp.Column(this=exp.Star(), table=identifier(name)) for name in names]
