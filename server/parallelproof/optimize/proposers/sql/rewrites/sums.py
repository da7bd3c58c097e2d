"""Rows counted and summed by their key before they are joined, instead of after."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from .correlated import PLAIN_AGGREGATES
from .known import Known, Source
from .selects import aliased, equalities, fresh, where, with_join
from .trees import Tree, Unfit, bare, clause, conjuncts, name_of, operand, parsed, text


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
    if not isinstance(call, PLAIN_AGGREGATES):
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
