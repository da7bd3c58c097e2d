"""Duplicates: DISTINCT that finds none, joins that make them, values that an index can skip through."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from .known import Known, Source, label
from .selects import (
    aliased,
    by_outputs,
    equalities,
    exists,
    fresh,
    is_inner,
    is_plain,
    only_table,
    tables,
    where,
    with_where,
)
from .trees import Tree, bare, clause, conjuncts, has, name_of, text


def redundant(node: Tree, known: Known) -> Iterator[Tree]:
    """DISTINCT over rows that differ anyway, because a key is among the outputs."""
    distinct = node.args.get("distinct")
    if not isinstance(node, exp.Select) or not distinct or distinct.args.get("on"):
        return
    if (is_plain(node, "distinct", "limit", "offset", "with_") and _has_keys(node, known)) or _has_groups(node):
        copy = node.copy()
        copy.set("distinct", None)
        yield copy


def counted_key(node: Tree, known: Known) -> Iterator[Tree]:
    """count(DISTINCT key): no two rows have the same."""
    distinct, select = node.this, node.find_ancestor(exp.Query)
    if not isinstance(distinct, exp.Distinct) or not isinstance(select, exp.Select) or len(distinct.expressions) != 1:
        return
    source, column = only_table(select, known), bare(distinct.expressions[0])
    if isinstance(column, exp.Column) and known.origin(column) is source and source.is_unique({name_of(column.this)}):
        copy = node.copy()
        copy.set("this", column.copy())
        yield copy


def _has_groups(node: exp.Select) -> bool:
    group = node.args.get("group")
    if not group or has(group, exp.GroupingSets, exp.Rollup, exp.Cube):
        return False
    if any(has(one, exp.Window) for one in node.expressions):
        return False
    outputs = [one.unalias() for one in node.expressions]
    return all(isinstance(one, exp.Column) and one in outputs for one in group.expressions)


def _has_keys(node: exp.Select, known: Known) -> bool:
    """Whether the outputs hold a key of each table, or the table is joined by its whole key."""
    shown: dict[str, set[str]] = {}
    sources = known.sources(node)
    for one in node.expressions:
        output = one.unalias()
        if isinstance(output, exp.Star):
            return all(source.table and source.has_key(set(source.columns or ())) for source in sources.values())
        if isinstance(output, exp.Column) and output.is_star:
            source = sources.get(name_of(output.args["table"]))
            shown.setdefault(source.name if source else "", set()).update((source.columns or ()) if source else ())
        elif isinstance(output, exp.Column) and (source := known.origin(output)) is not None:
            shown.setdefault(source.name, set()).add(name_of(output.this))
    joins = dict(zip(list(sources)[1:], node.args.get("joins") or [], strict=True))
    if any((join.side or "").upper() in ("RIGHT", "FULL") for join in joins.values()):
        return False
    return bool(sources) and all(
        source.has_key(shown.get(name, set())) or (name in joins and _is_looked_up(joins[name], source, node, known))
        for name, source in sources.items()
    )


def _is_looked_up(join: exp.Join, source: Source, node: exp.Select, known: Known) -> bool:
    """Whether a join finds at most one row, by what stands before it."""
    names = list(known.sources(node))
    before = set(names[: names.index(source.name)])
    found = {
        name_of(mine.this)
        for _, mine, other in equalities(conjuncts(join.args.get("on")))
        if isinstance(mine, exp.Column) and known.origin(mine) is source and known.belongs(other, node) <= before
    }
    return not join.args.get("using") and source.is_unique(found)


def join_to_exists(node: Tree, known: Known) -> Iterator[Tree]:
    """A join that only asks whether there is a row, whose duplicates DISTINCT takes away again."""
    distinct, joins = node.args.get("distinct"), node.args.get("joins") or []
    if not distinct or distinct.args.get("on") or not joins:
        return
    if not is_plain(node, "distinct", "limit", "offset", "with_"):
        return
    assert isinstance(node, exp.Select)
    last, source = joins[-1], list(known.sources(node).values())[-1]
    if not is_inner(last) or any(isinstance(one, exp.Star) for one in node.expressions):
        return
    if source.name in _shown(node, known):
        return
    conditions = [*conjuncts(last.args.get("on")), *where(node)]
    asked = [one for one in conditions if source.name in known.belongs(one, node)]
    kept = [one for one in conditions if not any(one is other for other in asked)]
    inner = exp.Select(expressions=[exp.Literal.number(1)])
    inner.set("from_", exp.From(this=last.this.copy()))
    copy = with_where(node, [*kept, exists(inner, *asked)])
    copy.set("joins", [one.copy() for one in joins[:-1]] or None)
    if _has_keys(copy, Known(copy, known.schema)):
        copy.set("distinct", None)
    yield copy


def _shown(node: exp.Select, known: Known) -> set[str]:
    """Names of the sources that outputs and the order are made of."""
    columns = [one for place in node.expressions for one in place.find_all(exp.Column)]
    aliases = {label(one) for one in node.expressions}
    order = node.args.get("order")
    inside = order.find_all(exp.Column) if order else ()
    columns += [one for one in inside if one.table or label(one) not in aliases]
    starred = {name_of(one.args["table"]) for one in columns if one.is_star}
    return starred | {name for one in columns if not one.is_star for name in known.belongs(one, node)}


def count_distinct(node: Tree, known: Known) -> Iterator[str]:
    """count(DISTINCT x) sorts in one process; a subquery with DISTINCT is hashed, and can run in parallel."""
    if not isinstance(node, exp.Select) or not node.args.get("from_"):
        return
    if any(node.args.get(part) for part in ("having", "distinct", "windows", "with_")):
        return
    calls = [one for output in node.expressions for one in output.find_all(exp.AggFunc)]
    group: list[Tree] = node.args["group"].expressions if node.args.get("group") else []
    if len(calls) != 1 or not isinstance(calls[0], exp.Count) or not isinstance(calls[0].this, exp.Distinct):
        return
    counted = calls[0].this.expressions
    if len(counted) != 1 or not isinstance(calls[0].parent, exp.Select | exp.Alias):
        return
    others = [one for one in node.expressions if one.unalias() is not calls[0]]
    if any(not isinstance(one, exp.Column) for one in group) or any(one.unalias() not in group for one in others):
        return
    value, *keys = fresh(known.root, "value", *(f"key{n or ''}" for n in range(len(group))))
    names = dict(zip(map(text, group), keys, strict=True))
    outputs = []
    for one in node.expressions:
        new = f"COUNT({value})" if one.unalias() is calls[0] else names[text(one.unalias())]
        outputs.append(text(aliased(one, new)))
    inner = [f"{one} AS {key}" for one, key in names.items()] + [f"{text(counted[0])} AS {value}"]
    query = f"SELECT DISTINCT {', '.join(inner)} {tables(node)}{clause('WHERE', where(node))}"
    (alias,) = fresh(known.root, "different")
    grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
    yield f"SELECT {', '.join(outputs)} FROM ({query}) AS {alias}{grouped}{by_outputs(node)}"


def unordered(node: Tree, known: Known) -> Iterator[Tree]:
    """An ORDER BY inside a query that counts, tests or orders its rows itself decides nothing."""
    if not node.args.get("order") or any(node.args.get(part) for part in ("limit", "offset")):
        return
    distinct = node.args.get("distinct")
    if isinstance(distinct, exp.Distinct) and distinct.args.get("on"):
        return
    above = node.parent
    holder = above.parent if isinstance(above, exp.Subquery) else above
    is_derived = isinstance(above, exp.Subquery) and isinstance(holder, exp.From | exp.Join)
    user = node.find_ancestor(exp.Select) if is_derived else None
    if isinstance(holder, exp.In | exp.Exists) or (user is not None and _forgets_order(user)):
        copy = node.copy()
        copy.set("order", None)
        yield copy


def _forgets_order(select: exp.Select) -> bool:
    """Whether the order of its rows shows nowhere: it has one of its own, or sums them up in calls without an order."""
    calls = [one for output in select.expressions for one in output.find_all(exp.AggFunc)]
    safe = exp.Count | exp.Sum | exp.Avg | exp.Min | exp.Max
    if any(has(one, exp.Window) for one in select.expressions) or not all(isinstance(one, safe) for one in calls):
        return False
    if select.args.get("distinct"):
        return False
    return bool(select.args.get("order")) or (bool(calls) and not select.args.get("group"))


def unneeded_join(node: Tree, known: Known) -> Iterator[Tree]:
    """A join by a foreign key to a table of which nothing else is used finds its row always."""
    joins = node.args.get("joins") or []
    if not isinstance(node, exp.Select) or any(isinstance(one, exp.Star) for one in node.expressions):
        return
    for at, source in enumerate(list(known.sources(node).values())[1:]):
        join = joins[at]
        if not is_inner(join) or source.table is None or not _is_certain(join, source, node, known):
            continue
        elsewhere = [one for one in node.find_all(exp.Column) if one.find_ancestor(exp.Join) is not join]
        if any(one.is_star or known.origin(one) in (source, None) for one in elsewhere):
            continue
        copy = node.copy()
        copy.set("joins", [one for n, one in enumerate(copy.args["joins"]) if n != at] or None)
        yield copy


def _is_certain(join: exp.Join, source: Source, node: exp.Select, known: Known) -> bool:
    on = conjuncts(join.args.get("on"))
    pairs = {
        name_of(mine.this): other
        for _, mine, other in equalities(on)
        if isinstance(mine, exp.Column) and known.origin(mine) is source and isinstance(other, exp.Column)
    }
    owners = {id(known.origin(one)): known.origin(one) for one in pairs.values()}
    if len(pairs) != len(on) or len(owners) != 1 or not all(known.is_not_null(one) for one in pairs.values()):
        return False
    (owner,) = owners.values()
    wanted = {name: name_of(one.this) for name, one in pairs.items()}
    return any(
        source.table is not None
        and key.table == source.table.qualified
        and dict(zip(key.target, key.columns, strict=True)) == wanted
        for key in (owner.table.foreign_keys if owner and owner.table else ())
    )
