"""OR taken apart into parts that are appended, and parts that are appended without looking for duplicates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlglot import exp

from .known import Known, identifier, label
from .selects import fresh, is_inner, is_plain, where
from .trees import Tree, Unfit, all_of, bare, conjuncts, disjuncts, has, name_of, parsed, text

_MOST_PARTS = 4


def or_to_union(node: Tree, known: Known) -> Iterator[Tree]:
    """Conditions on different tables joined by OR: one part for each, and no row twice."""
    if not isinstance(node, exp.Select) or isinstance(node.parent, exp.SetOperation) or not node.args.get("from_"):
        return
    for choices, branches in _splits(node, known):
        if not 2 <= len(choices) <= _MOST_PARTS:
            continue
        if is_plain(node, "limit", "offset", "with_", "distinct"):
            yield _appended(node, choices, branches)
        elif not node.args.get("windows") and not node.args.get("distinct"):
            yield _gathered(node, choices, branches, known)


def _splits(node: exp.Select, known: Known) -> Iterator[tuple[list[Tree], exp.Select]]:
    """Alternatives that no single index answers, with the SELECT without them."""
    kept = where(node)
    for condition in kept:
        choices = disjuncts(condition)
        if len(choices) > 1 and _are_apart(choices, node, known):
            copy = node.copy()
            rest = [one for one in kept if one is not condition]
            copy.set("where", parsed(f"SELECT 1 WHERE {all_of(rest)}").args["where"] if rest else None)
            yield choices, copy
    for at, join in enumerate(node.args.get("joins") or []):
        kept = conjuncts(join.args.get("on"))
        for condition in kept if is_inner(join) else ():
            choices = disjuncts(condition)
            if len(choices) > 1 and _has_no_outer(node):
                copy = node.copy()
                rest = [one for one in kept if one is not condition]
                copy.args["joins"][at].set("on", parsed(all_of(rest)))
                yield choices, copy


def _has_no_outer(node: exp.Select) -> bool:
    return all(is_inner(join) for join in node.args.get("joins") or [])


def _are_apart(choices: Sequence[Tree], node: exp.Select, known: Known) -> bool:
    if any(one.find(exp.Query) for one in choices):
        return True
    return len(set().union(*(known.belongs(one, node) for one in choices))) > 1


def _branches(base: exp.Select, choices: Sequence[Tree], *, apart: bool) -> list[str]:
    """The SELECT once for each alternative; each leaves out what one before it has, unless duplicates go anyway."""
    found = []
    for at, choice in enumerate(choices):
        earlier = [f"({text(one)}) IS NOT TRUE" for one in choices[:at]] if apart else []
        copy = base.copy()
        copy.set("where", parsed(f"SELECT 1 WHERE {all_of([*where(base), choice, *earlier])}").args["where"])
        found.append(text(copy))
    return found


def _appended(node: exp.Select, choices: list[Tree], base: exp.Select) -> Tree:
    distinct = node.args.get("distinct")
    if distinct and distinct.args.get("on"):
        raise Unfit("one row of several is chosen")
    for part in ("order", "limit", "offset", "with_", "distinct"):
        base.set(part, None)
    parts = _branches(base, choices, apart=not distinct)
    union = parsed((" UNION " if distinct else " UNION ALL ").join(parts))
    if node.args.get("order"):
        union.set("order", _by_outputs(node))
    for part in ("limit", "offset", "with_"):
        if node.args.get(part):
            union.set(part, node.args[part].copy())
    return union


def _by_outputs(node: exp.Select) -> Tree:
    """The ORDER BY in names of outputs, which is all that a union can be ordered by."""
    order: Tree = node.args["order"].copy()
    for ordered in order.expressions:
        key = bare(ordered.this)
        if isinstance(key, exp.Literal):
            continue
        matches = {label(one) for one in node.expressions if one.unalias() == key or _is_named(one, key)}
        if len(matches) != 1 or None in matches or any(one.is_star for one in node.expressions):
            raise Unfit("the order is not that of outputs")
        ordered.set("this", exp.column(identifier(str(matches.pop()))))
    names = [label(one) for one in node.expressions]
    if any(names.count(one) > 1 for one in names):
        raise Unfit("two outputs have one name")
    return order


def _is_named(output: Tree, key: Tree) -> bool:
    return isinstance(key, exp.Column) and not key.table and label(output) == name_of(key.this)


def _gathered(node: exp.Select, choices: list[Tree], base: exp.Select, known: Known) -> Tree:
    """For aggregates: the parts give the columns that are needed, and are aggregated together."""
    outside = [part for part in ("group", "having", "order") if node.args.get(part)]
    places: list[Tree] = [*node.expressions, *(node.args[part] for part in outside)]
    if any(one.is_star or one.find(exp.Query) for one in places):
        raise Unfit("it needs more than columns")
    aliases = {label(one) for one in node.expressions if isinstance(one, exp.Alias)}
    columns: dict[str, Tree] = {}
    for column in [one for place in places for one in place.find_all(exp.Column)]:
        name = name_of(column.this)
        if not column.table and name in aliases:
            if known.origin(column) is not None:
                raise Unfit("a name has two meanings")
            continue
        whole = known.qualified(column)
        if columns.setdefault(name, whole) != whole:
            raise Unfit("two columns have one name")
    if not columns:
        columns = {"one": parsed("SELECT 1 AS one").expressions[0]}
    (matched,) = fresh(known.root, "matched")
    base.set("expressions", [one.copy() for one in columns.values()])
    for part in ("group", "having", "order", "limit", "offset", "with_"):
        base.set(part, None)
    parts = " UNION ALL ".join(_branches(base, choices, apart=True))
    copy = node.copy()
    copy.set("where", None)
    copy.set("joins", None)
    copy.set("from_", parsed(f"SELECT 1 FROM ({parts}) AS {matched}").args["from_"])
    for part in ("expressions", *outside):
        value = copy.args[part]
        for place in value if isinstance(value, list) else [value]:
            for column in place.find_all(exp.Column):
                column.set("table", None)
    return copy


def all_kept(node: Tree, known: Known) -> Iterator[Tree]:
    """UNION looks for duplicates; where there are none, or they do not matter, UNION ALL does without."""
    if not isinstance(node, exp.Union) or not node.args.get("distinct") or isinstance(node.parent, exp.SetOperation):
        return
    above = node.parent.parent if isinstance(node.parent, exp.Subquery) else node.parent
    cut = node.args.get("limit") or node.args.get("offset")
    is_set = isinstance(above, exp.In | exp.Exists | exp.Any) or isinstance(node.parent, exp.In | exp.Exists | exp.Any)
    leaves = list(_leaves(node))
    if not (is_set and not cut) and not (_are_disjoint(leaves) and all(_is_distinct(one, known) for one in leaves)):
        return
    copy = node.copy()
    part: Tree = copy
    while isinstance(part, exp.Union):
        part.set("distinct", False)
        part = part.this
    yield copy


def _leaves(node: Tree) -> Iterator[exp.Select]:
    if isinstance(node, exp.Union) and node.args.get("distinct"):
        yield from _leaves(node.this)
        yield from _leaves(node.expression)
    else:
        inner = node.unnest() if isinstance(node, exp.Subquery) else node
        if not isinstance(inner, exp.Select):
            raise Unfit("a part is no SELECT")
        yield inner


def _are_disjoint(leaves: Sequence[exp.Select]) -> bool:
    """Whether there is a column in which each part has one constant, and no two the same."""
    width = {len(one.expressions) for one in leaves}
    if len(width) != 1:
        return False
    for at in range(width.pop()):
        constants = [_constant(one, one.expressions[at].unalias()) for one in leaves]
        if None not in constants and len(set(constants)) == len(constants):
            return len({one[0] for one in constants if one}) == 1
    return False


def _constant(select: exp.Select, output: Tree) -> tuple[bool, str] | None:
    """A literal that an output is, or equals by WHERE: one in a plain spelling, so that others are other values."""
    if isinstance(output, exp.Column) and is_plain(select, "distinct"):
        for one in where(select):
            if isinstance(one, exp.EQ) and bare(one.this) == output:
                output = bare(one.expression)
    if not isinstance(output, exp.Literal):
        return None
    plain = r"[a-z][a-z0-9_]*" if output.is_string else r"0|[1-9]\d*"
    return (bool(output.is_string), output.name) if re.fullmatch(plain, output.name) else None


def _is_distinct(select: exp.Select, known: Known) -> bool:
    """Whether a part has no row twice: DISTINCT, the keys of its groups, or the key of its only table."""
    if select.args.get("distinct"):
        return not select.args["distinct"].args.get("on")
    outputs = [one.unalias() for one in select.expressions]
    group = select.args.get("group")
    if group:
        plain = not has(group, exp.GroupingSets, exp.Rollup, exp.Cube)
        return plain and all(one in outputs for one in group.expressions)
    sources = list(known.sources(select).values())
    columns = {name_of(one.this) for one in outputs if isinstance(one, exp.Column) and not one.is_star}
    return len(sources) == 1 and is_plain(select) and sources[0].has_key(columns)
