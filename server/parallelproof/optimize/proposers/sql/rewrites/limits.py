"""LIMIT and ORDER BY: fewer rows carried along, fewer rows sorted, orders that an index has."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from .known import Known, Source, identifier, label
from .selects import equalities, fresh, is_hidden, is_plain, only_table, order_columns, where
from .trees import Tree, Unfit, bare, conjuncts, exchanged, has, name_of, parsed, text

_DEEP = 100


def late_row_lookup(node: Tree, known: Known) -> Iterator[Tree | str]:
    """A deep OFFSET skips keys, which an index holds, and fetches whole rows for what is left."""
    if not is_plain(node, "limit", "offset", "with_") or not node.args.get("offset") or not node.args.get("limit"):
        return
    assert isinstance(node, exp.Select)
    source = only_table(node, known)
    table, order = source.table, order_columns(node, known, source)
    if table is None or not table.primary_key or not source.has_key(set(order)) or not _is_deep(node):
        return
    outputs = [one.unalias() for one in node.expressions]
    if all(isinstance(one, exp.Column) and name_of(one.this) in table.primary_key for one in outputs):
        return
    page, *keys = fresh(known.root, "page", *(f"page_{name}" for name in table.primary_key))
    columns = [text(exp.column(identifier(name), identifier(source.name))) for name in table.primary_key]
    pairs = list(zip(columns, keys, strict=True))
    inner = node.copy()
    inner.set("with_", None)
    inner.set("expressions", [parsed(f"SELECT {column} AS {key}").expressions[0] for column, key in pairs])
    on = " AND ".join(f"{column} = {page}.{key}" for column, key in pairs)
    outer = node.copy()
    for part in ("where", "limit", "offset"):
        outer.set(part, None)
    everything = exp.Column(this=exp.Star(), table=identifier(source.name))
    outer.set("expressions", [everything if isinstance(one, exp.Star) else one for one in outer.expressions])
    frame = parsed(f"SELECT 1 FROM ({text(inner)}) AS {page} JOIN {text(source.node)} ON {on}")
    outer.set("from_", frame.args["from_"])
    outer.set("joins", frame.args["joins"])
    yield outer


def _is_deep(select: exp.Select) -> bool:
    offset = bare(select.args["offset"].expression)
    if isinstance(offset, exp.Literal):
        return offset.name.isdigit() and int(offset.name) >= _DEEP
    return isinstance(offset, exp.Parameter | exp.Cast)


def limit_before_join(node: Tree, known: Known) -> Iterator[Tree]:
    """Joins that find exactly one row, or at most one, are made for the rows that LIMIT leaves."""
    if not isinstance(node, exp.Select) or not node.args.get("limit") or not node.args.get("joins"):
        return
    if not is_plain(node, "limit", "offset", "with_") and not _is_grouped(node):
        return
    sources = list(known.sources(node).values())
    first = sources[0]
    order = order_columns(node, known, first)
    if first.table is None or first.table.kind != "table" or not first.has_key(set(order)):
        return
    if any(known.belongs(one, node) - {first.name} for one in where(node)):
        return
    found_once = {first.name}
    for join, source in zip(node.args["joins"], sources[1:], strict=True):
        if _keeps_rows(join, source, node, known):
            found_once.add(source.name)
        elif not node.args.get("group") or (join.side or "").upper() != "LEFT" or join.args.get("using"):
            return
    if node.args.get("group") and not _has_a_group_each(node, first, found_once, known):
        return
    inner = parsed(f"SELECT * FROM {text(first.node)}")
    for part in ("where", "order", "limit", "offset"):
        if node.args.get(part):
            inner.set(part, node.args[part].copy())
    outer = node.copy()
    for part in ("where", "limit", "offset"):
        outer.set(part, None)
    outer.set("from_", parsed(f"SELECT 1 FROM ({text(inner)}) AS {text(identifier(first.name))}").args["from_"])
    yield outer


def _is_grouped(node: exp.Select) -> bool:
    blocked = ("having", "distinct", "windows", "with_")
    group = node.args.get("group")
    return (
        isinstance(group, exp.Group)
        and not any(node.args.get(part) for part in blocked)
        and not has(node, exp.GroupingSets, exp.Rollup, exp.Cube, exp.Window)
    )


def _has_a_group_each(node: exp.Select, first: Source, found_once: set[str], known: Known) -> bool:
    """Whether every row of the first table is a group of its own: its key is grouped by, and nothing that repeats."""
    keys = [bare(one) for one in node.args["group"].expressions]
    mine = {name_of(one.this) for one in keys if isinstance(one, exp.Column) and known.origin(one) is first}
    return first.has_key(mine) and all(known.belongs(one, node) <= found_once for one in keys)


def _keeps_rows(join: exp.Join, source: Source, select: exp.Select, known: Known) -> bool:
    """Whether each row before the join is one row after it: by a key, and by a foreign key unless it is a LEFT JOIN."""
    table, on = source.table, conjuncts(join.args.get("on"))
    if table is None or not on or join.args.get("using") or join.method or (join.side or "LEFT").upper() != "LEFT":
        return False
    pairs: dict[str, Tree] = {}
    for _, mine, other in equalities(on):
        outside = source.name not in known.belongs(other, select)
        if isinstance(mine, exp.Column) and known.origin(mine) is source and outside:
            pairs[name_of(mine.this)] = other
    if not source.is_unique(set(pairs)):
        return False
    return bool(join.side) or (len(pairs) == len(on) and _must_exist(pairs, source, known))


def _must_exist(pairs: dict[str, Tree], source: Source, known: Known) -> bool:
    """Whether a foreign key says that the row is there: its columns are those of the join, and never NULL."""
    origins = {id(origin): origin for one in pairs.values() if (origin := known.origin(one)) is not None}
    if len(origins) != 1 or not all(isinstance(one, exp.Column) and known.is_not_null(one) for one in pairs.values()):
        return False
    (origin,) = origins.values()
    wanted = {name: name_of(one.this) for name, one in pairs.items()}
    keys = origin.table.foreign_keys if origin.table and source.table else ()
    return any(
        source.table is not None
        and key.table == source.table.qualified
        and dict(zip(key.target, key.columns, strict=True)) == wanted
        for key in keys
    )


def limit_into_union(node: Tree, known: Known) -> Iterator[Tree]:
    """Of each part of a UNION ALL only as many rows can be among the first as are asked for."""
    limit, order = node.args.get("limit"), node.args.get("order")
    if not limit or not order or node.args.get("offset") or not isinstance(limit, exp.Limit):
        return
    leaves = list(_leaves(node))
    names = [label(one) for one in leaves[0].expressions] if isinstance(leaves[0], exp.Select) else []
    if not names or None in names or not all(isinstance(one, exp.Select) and not _is_cut(one) for one in leaves):
        return
    keys = [_position(one, names) for one in order.expressions]
    if not all(_is_of_one_type(leaves, int(key.split()[0]) - 1, known) for key in keys):
        return
    copy = node.copy()
    for leaf in list(_leaves(copy)):
        cut = parsed(f"{text(leaf)} ORDER BY {', '.join(keys)} {text(limit)}")
        (leaf.parent if isinstance(leaf.parent, exp.Subquery) else leaf).replace(exp.Subquery(this=cut))
    yield copy


def _position(ordered: Tree, names: list[str | None]) -> str:
    node = bare(ordered.this)
    if isinstance(node, exp.Literal):
        return text(ordered)
    if not isinstance(node, exp.Column) or node.table or names.count(name_of(node.this)) != 1:
        raise Unfit("the order is not that of outputs")
    return text(exchanged(ordered, ordered.this, exp.Literal.number(names.index(name_of(node.this)) + 1)))


def _is_of_one_type(leaves: list[Tree], at: int, known: Known) -> bool:
    """Whether the parts give one type for an output, so that each part orders it as the whole does."""
    types = {known.type_of(one.expressions[at].unalias()) for one in leaves if at < len(one.expressions)}
    return None not in types and (len(types) == 1 or types <= {"smallint", "integer", "bigint"})


def _is_cut(select: Tree) -> bool:
    return any(select.args.get(part) for part in ("order", "limit", "offset", "with_"))


def _leaves(node: Tree) -> Iterator[Tree]:
    """The parts of a UNION ALL; raises Unfit where one is put together in another way."""
    if isinstance(node, exp.SetOperation):
        if not isinstance(node, exp.Union) or node.args.get("distinct"):
            raise Unfit("rows are not simply appended")
        yield from _leaves(node.this)
        yield from _leaves(node.expression)
    else:
        yield node.unnest() if isinstance(node, exp.Subquery) else node


def plain_null_order(node: Tree, known: Known) -> Iterator[Tree]:
    """Where there are no NULLs, it does not matter where they go; the usual place is the one that indexes have."""
    usual = bool(node.args.get("desc"))
    if bool(node.args.get("nulls_first")) == usual or not known.is_not_null(node.this):
        return
    scope = node.find_ancestor(exp.Query)
    if isinstance(scope, exp.Select) and not is_hidden(bare(node.this), scope):
        copy = node.copy()
        copy.set("nulls_first", usual)
        yield copy
