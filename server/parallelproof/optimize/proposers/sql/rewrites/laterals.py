"""The first rows of each group: numbered over the whole table, or looked up group by group."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from .correlated import bound_pairs
from .known import Known, Source, identifier, label
from .selects import fresh, is_plain, only_table, tables, where
from .skipping import few_values
from .trees import Tree, Unfit, bare, clause, has, name_of, operand, parsed, text


def window_to_lateral(node: Tree, known: Known) -> Iterator[Tree]:
    """Rows numbered in each group to keep the first ones: only those are read, group by group."""
    if not isinstance(node, exp.Select) or node.args.get("joins") or not node.args.get("from_"):
        return
    derived = node.args["from_"].this
    inner = derived.this if isinstance(derived, exp.Subquery) else None
    if not isinstance(inner, exp.Select) or derived.args.get("joins") or not derived.alias or not _is_numbered(inner):
        return
    number = next(one for one in inner.expressions if has(one, exp.Window))
    limit = _bound(where(node), label(number))
    window = number.unalias()
    if limit is None or not isinstance(window.this, exp.RowNumber) or len(window.args.get("partition_by") or []) != 1:
        return
    group, group_key = fresh(known.root, "groups", "group_key")
    groups = _groups(bare(window.args["partition_by"][0]), only_table(inner, known), known, group_key)
    own = inner.copy()
    new_window = next(one for one in own.expressions if has(one, exp.Window)).unalias()
    new_window.set("partition_by", None)
    column = known.qualified(window.args["partition_by"][0])
    conditions: list[Tree | str] = [*where(inner), f"{text(column)} = {group}.{group_key}"]
    own.set("where", parsed(f"SELECT 1{clause('WHERE', conditions)}").args["where"])
    body = f"{text(own)} {text(window.args['order']).strip()} LIMIT {text(limit)}"
    yield _over_groups(node, derived.alias, body, f"({groups}) AS {group}")


def _is_numbered(select: exp.Select) -> bool:
    blocked = ("group", "having", "distinct", "limit", "offset", "with_", "windows", "order")
    windows = [one for one in select.expressions if has(one, exp.Window)]
    if any(select.args.get(part) for part in blocked) or len(windows) != 1:
        return False
    window = windows[0].unalias()
    return isinstance(window, exp.Window) and window.args.get("order") is not None and not window.args.get("spec")


def _bound(conditions: list[Tree], name: str | None) -> Tree | None:
    """How many of each group are asked for."""
    for one in conditions:
        if not isinstance(one, exp.LTE | exp.EQ) or not isinstance(bare(one.this), exp.Column):
            continue
        limit = bare(one.expression)
        if name_of(bare(one.this).this) != name or not isinstance(limit, exp.Literal | exp.Parameter):
            continue
        if isinstance(one, exp.LTE) or limit.name == "1":
            return limit
    return None


def _groups(column: Tree, source: Source, known: Known, group_key: str) -> str:
    """A query of each group once: the table that a foreign key refers to, or the column's values if they are few."""
    if not isinstance(column, exp.Column) or known.origin(column) is not source or not known.is_not_null(column):
        raise Unfit("the groups are not known beforehand")
    for key in source.table.foreign_keys if source.table else ():
        if key.columns == (name_of(column.this),):
            parent = ".".join(text(identifier(part)) for part in key.table.split(".", 1))
            return f"SELECT {text(identifier(key.target[0]))} AS {group_key} FROM {parent}"
    return few_values(column, source, known, group_key)


def _over_groups(node: exp.Select, alias: str, body: str, groups: str) -> exp.Select:
    frame = parsed(f"SELECT 1 FROM {groups} CROSS JOIN LATERAL ({body}) AS {text(identifier(alias))}")
    copy = node.copy()
    copy.set("from_", frame.args["from_"])
    copy.set("joins", frame.args["joins"])
    everything = exp.Column(this=exp.Star(), table=identifier(alias))
    copy.set("expressions", [everything if isinstance(one, exp.Star) else one for one in copy.expressions])
    return copy


def distinct_on_to_lateral(node: Tree, known: Known) -> Iterator[str]:
    """DISTINCT ON reads and sorts the whole table for one row of each group."""
    distinct, order = node.args.get("distinct"), node.args.get("order")
    on = distinct.args.get("on") if distinct else None
    if on is None or len(on.expressions) != 1 or not order or len(order.expressions) < 2:
        return
    if not is_plain(node, "distinct", "limit", "offset") or bare(order.expressions[0].this) != bare(on.expressions[0]):
        return
    assert isinstance(node, exp.Select)
    column, (first, *rest) = bare(on.expressions[0]), order.expressions
    group, group_key, newest = fresh(known.root, "groups", "group_key", "newest")
    groups = _groups(column, only_table(node, known), known, group_key)
    conditions: list[Tree | str] = [*where(node), f"{text(known.qualified(column))} = {group}.{group_key}"]
    rows = f"SELECT {text(*node.expressions)} {tables(node)}{clause('WHERE', conditions)}"
    body = f"{rows} ORDER BY {text(*rest)} LIMIT 1"
    direction = first.copy()
    direction.set("this", exp.column(group_key, group))
    tail = "".join(f" {text(node.args[part]).strip()}" for part in ("limit", "offset") if node.args.get(part))
    yield (
        f"SELECT {newest}.* FROM ({groups}) AS {group} "
        f"CROSS JOIN LATERAL ({body}) AS {newest} ORDER BY {text(direction)}{tail}"
    )


def lateral_to_window(node: Tree, known: Known) -> Iterator[Tree]:
    """Rows looked up group by group, for so many groups that numbering all rows at once is quicker."""
    if not isinstance(node, exp.Select) or any(one.is_star for one in node.expressions):
        return
    for at, join in enumerate(node.args.get("joins") or []):
        lateral = join.this
        is_query = isinstance(lateral, exp.Lateral) and isinstance(lateral.this, exp.Subquery)
        inner = lateral.this.this if is_query else None
        always = not join.args.get("on") or text(join.args["on"]).upper() == "TRUE"
        if not isinstance(inner, exp.Select) or not is_plain(inner, "limit") or not always or not lateral.alias:
            continue
        limit, order = inner.args.get("limit"), inner.args.get("order")
        if order and isinstance(limit, exp.Limit) and isinstance(limit.expression, exp.Literal):
            copy = node.copy()
            copy.args["joins"][at].replace(_numbered(join, inner, known))
            yield copy


def _numbered(join: exp.Join, inner: exp.Select, known: Known) -> Tree:
    only_table(inner, known)
    keys, rest = [], []
    for condition in where(inner):
        if "" not in known.belongs(condition, inner):
            rest.append(condition)
        elif (pair := next(bound_pairs(condition, inner, known), None)) is None:
            raise Unfit("it is not bound to the group by equality alone")
        else:
            keys.append(pair)
    if not keys:
        raise Unfit("it is not bound to a group")
    place, *names = fresh(known.root, "place", *(f"place_key{n or ''}" for n in range(len(keys))))
    alias = text(identifier(join.this.alias))
    outputs = [text(one) for one in inner.expressions]
    outputs += [f"{text(one)} AS {name}" for (one, _), name in zip(keys, names, strict=True)]
    over = f"PARTITION BY {text(*(one for one, _ in keys))} {text(inner.args['order']).strip()}"
    outputs.append(f"ROW_NUMBER() OVER ({over}) AS {place}")
    query = f"SELECT {', '.join(outputs)} {tables(inner)}{clause('WHERE', rest)}"
    on = " AND ".join(f"{alias}.{name} = {operand(other)}" for (_, other), name in zip(keys, names, strict=True))
    limit = text(inner.args["limit"].expression)
    side = "LEFT " if (join.side or "").upper() == "LEFT" else ""
    frame = parsed(f"SELECT 1 FROM x {side}JOIN ({query}) AS {alias} ON {on} AND {alias}.{place} <= {limit}")
    joined: Tree = frame.args["joins"][0]
    return joined
