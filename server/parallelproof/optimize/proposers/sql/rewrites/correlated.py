"""Subqueries that give one value for each row around them, made into one join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from .known import Known, Source, identifier
from .selects import aliased, equalities, fresh, is_aggregate, is_plain, single, tables, where, with_join
from .trees import Tree, Unfit, bare, clause, conjuncts, exchanged, has, name_of, operand, parsed, text

_PLAIN_AGGREGATES = (exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Count, exp.LogicalOr, exp.LogicalAnd)


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
        if not isinstance(_function(old), _PLAIN_AGGREGATES) or "" in known.belongs(old, select):
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


def preaggregated(node: Tree, known: Known) -> Iterator[Tree]:
    """Rows are counted and summed by their key before they are joined to what they belong to, not after."""
    if not isinstance(node, exp.Select) or not node.args.get("group") or not node.args.get("joins"):
        return
    if any(node.args.get(part) for part in ("distinct", "windows", "having")):
        return
    base, joined = _parts(node, known)
    keys = [bare(one) for one in node.args["group"].expressions]
    names = {name_of(one.this) for one in keys if isinstance(one, exp.Column) and known.origin(one) is base}
    if len(names) != len(keys) or not base.has_key(names):
        return
    yield _regrouped(node, base, joined, known)


def _parts(node: exp.Select, known: Known) -> tuple[Source, dict[str, tuple[exp.Join, Source]]]:
    first, *others = known.sources(node).values()
    joins = node.args["joins"]
    found = {}
    for join, source in zip(joins, others, strict=True):
        side = (join.side or "").upper()
        is_known = join.args.get("on") is not None and source.table is not None
        if side not in ("", "LEFT") or (side == "" and len(joins) > 1) or not is_known:
            raise Unfit("the joins are of other kinds")
        found[source.name] = join, source
    return first, found


def _regrouped(node: exp.Select, base: Source, joined: dict[str, tuple[exp.Join, Source]], known: Known) -> Tree:
    conditions = [(one, known.belongs(one, node)) for one in where(node)]
    values: dict[str, list[tuple[str, str, bool]]] = {name: [] for name in joined}
    copy = node.copy()
    pairs = list(zip(list(node.walk()), list(copy.walk()), strict=True))
    aggregates = [(old, new) for old, new in pairs if isinstance(old, exp.AggFunc) and old.parent_select is node]
    for old, new in aggregates:
        if isinstance(old.parent, exp.Filter | exp.Window):
            raise Unfit("an aggregate of another kind")
        owner, call = _moved(old, joined, node, known)
        name, column = f"{owner}_sums", f"{owner}_value{len(values[owner]) or ''}"
        is_count = isinstance(old, exp.Count)
        value = f"COALESCE({name}.{column}, 0)" if is_count and joined[owner][0].side else f"{name}.{column}"
        values[owner].append((call, column, is_count))
        replacement = parsed(value)
        if isinstance(old.parent, exp.Select):
            replacement = aliased(old, value)
        new.replace(replacement)
    if fresh(known.root, *(f"{name}_sums" for name in joined)) != [f"{name}_sums" for name in joined]:
        raise Unfit("the names are taken")
    copy.set("group", None)
    copy.set("joins", None)
    kept = [one for one, owners in conditions if owners <= {base.name}]
    copy.set("where", parsed(f"SELECT 1{clause('WHERE', kept)}").args.get("where"))
    usable = {base.name, *(f"{name}_sums" for name in joined)}
    for use in [one for one in copy.find_all(exp.Column) if one.table and one.parent_select is copy]:
        if name_of(use.args["table"]) not in usable:
            raise Unfit("a joined table is used beside its aggregates")
    for name, (join, source) in joined.items():
        mine = [one for one, owners in conditions if name in owners]
        copy = with_join(copy, _derived(name, join, source, values[name], mine, base, node, known))
    return copy


def _moved(call: Tree, joined: dict[str, tuple[exp.Join, Source]], node: exp.Select, known: Known) -> tuple[str, str]:
    """Which joined table an aggregate is of, and what it is before the join; raises Unfit."""
    several = len(joined) > 1
    inner = call.this
    if isinstance(call, exp.Count) and isinstance(inner, exp.Star):
        (only,) = joined if not several else ("",)
        if several or joined[only][0].side:
            raise Unfit("rows of the join are counted")
        return only, "COUNT(*)"
    owners = known.belongs(call, node)
    if len(owners) != 1 or not owners <= set(joined):
        raise Unfit("an aggregate is not of one joined table")
    (owner,) = owners
    if isinstance(inner, exp.Distinct):
        values = inner.expressions
        is_key = len(values) == 1 and isinstance(values[0], exp.Column)
        if not isinstance(call, exp.Count) or not is_key or not joined[owner][1].has_key({name_of(values[0].this)}):
            raise Unfit("different values are counted that are no key")
        return owner, "COUNT(*)"
    if several and not isinstance(call, exp.Min | exp.Max):
        raise Unfit("every row is joined several times")
    if not isinstance(call, _PLAIN_AGGREGATES):
        raise Unfit("an aggregate of another kind")
    return owner, text(call)


def _derived(
    name: str, join: exp.Join, source: Source, values: list[tuple[str, str, bool]], mine: list[Tree], base: Source,
    node: exp.Select, known: Known,
) -> str:  # fmt: skip
    keys, outer, inside = [], [], list(mine)
    for condition in conjuncts(join.args["on"]):
        if known.belongs(condition, node) == {name}:
            inside.append(condition)
            continue
        for _, one, other in equalities([condition]):
            is_mine = isinstance(one, exp.Column) and known.origin(one) is source
            if is_mine and known.belongs(other, node) == {base.name}:
                keys.append(known.qualified(one))
                outer.append(known.qualified(other))
                break
        else:
            raise Unfit("the join is not by equality")
    if not keys or any(known.belongs(one, node) != {name} for one in inside) or (join.side and mine) or not values:
        raise Unfit("the join does not stand alone")
    columns = [f"{text(key)} AS {name}_key{n or ''}" for n, key in enumerate(keys)]
    columns += [f"{call} AS {column}" for call, column, _ in values]
    on = " AND ".join(f"{name}_sums.{name}_key{n or ''} = {operand(one)}" for n, one in enumerate(outer))
    query = f"SELECT {', '.join(columns)} FROM {text(source.node)}{clause('WHERE', inside)} GROUP BY {text(*keys)}"
    return f"{'LEFT ' if join.side else ''}JOIN ({query}) AS {name}_sums ON {on}"
