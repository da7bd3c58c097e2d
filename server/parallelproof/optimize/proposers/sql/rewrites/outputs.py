"""Outputs of WITH queries that nobody uses: what is computed in full for its own sake carries each of them along."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from .known import Known, Source, identifier, label
from .trees import Tree, Unfit, has, name_of


def needed_outputs(node: Tree, known: Known) -> Iterator[Tree]:
    """A WITH query that is kept apart puts out only what the rest of the statement names."""
    select, owner = node.this, node.find_ancestor(exp.Query)
    if not isinstance(select, exp.Select) or not isinstance(owner, exp.Query) or not _may_lose_outputs(select):
        return
    places = _places(node, owner)
    if not places or (len(places) < 2 and not node.args.get("materialized")):
        return  # It becomes a part of what uses it, where the planner sees itself what is needed.
    used = _used(node, owner, known)
    kept = [output for one in select.expressions for output in _needed(one, used, select, known)]
    if kept and kept != select.expressions:
        copy = node.copy()
        copy.this.set("expressions", [one.copy() for one in kept])
        yield copy


def _may_lose_outputs(select: exp.Select) -> bool:
    """Whether its rows stay the same, in number and order, without some of its outputs."""
    if select.args.get("distinct") or select.args.get("with_"):
        return False
    if any(has(one, exp.Explode, exp.Unnest, exp.GenerateSeries) for one in select.expressions):
        return False
    is_one_row = select.args.get("having") or any(has(one, exp.AggFunc) for one in select.expressions)
    if is_one_row and not select.args.get("group"):
        return False
    aliases = {label(one) for one in select.expressions if isinstance(one, exp.Alias)}
    keys = [bare for part in ("group", "order") if select.args.get(part) for bare in select.args[part].expressions]
    for key in keys:
        value = key.this if isinstance(key, exp.Ordered) else key
        if isinstance(value, exp.Literal) or (isinstance(value, exp.Column) and label(value) in aliases):
            return False
    return True


def _places(node: Tree, owner: exp.Query) -> list[exp.Select]:
    """The queries whose FROM names it, once for each time; raises Unfit where it cannot be seen what they use."""
    name, found = name_of(node.args["alias"].this), list[exp.Select]()
    if node.args["alias"].args.get("columns") or owner.args["with_"].args.get("recursive"):
        raise Unfit("its outputs have other names")
    for table in owner.find_all(exp.Table):
        if table.args.get("db") or name_of(table.this) != name:
            continue
        place, alias = table.find_ancestor(exp.Select), table.args.get("alias")
        if place is None or (alias and alias.args.get("columns")) or not _names_outputs(place):
            raise Unfit("what is used of it is not named")
        found.append(place)
    return found


def _names_outputs(place: exp.Select) -> bool:
    """Whether what is used of its sources is named: no star takes all, and no join goes by names."""
    starred = any(one.is_star and not isinstance(one.unalias(), exp.Count) for one in place.expressions)
    return not starred and not any(one.args.get("using") or one.method for one in place.args.get("joins") or [])


def _used(node: Tree, owner: exp.Query, known: Known) -> set[str]:
    """Names of outputs that are used, and all names that may be; raises Unfit where a whole row is."""
    name, used = name_of(node.args["alias"].this), set[str]()
    aliases = {name_of(one.args["alias"].this) for one in owner.find_all(exp.Table) if one.args.get("alias")}
    for column in owner.find_all(exp.Column):
        if not column.table and name_of(column.this) in {name, *aliases}:
            raise Unfit("a row is used as a whole")
        origin = known.origin(column)
        if origin is None or origin.query is node.this:
            used.add(name_of(column.this))
    return used


def _needed(output: Tree, used: set[str], select: exp.Select, known: Known) -> Iterator[Tree]:
    """An output as long as it may be used; a star as the columns that are."""
    if not output.is_star:
        if label(output) is None or label(output) in used:
            yield output
        return
    sources = known.sources(select)
    chosen = [sources[name_of(output.args["table"])]] if isinstance(output, exp.Column) else list(sources.values())
    named = [(column, source) for source in chosen for column in _columns(source) if column in used]
    if len({column for column, _ in named}) < len(named):
        raise Unfit("two outputs have one name")
    for column, source in named:
        yield exp.column(identifier(column), identifier(source.name))


def _columns(source: Source) -> tuple[str, ...]:
    if source.table is None:
        raise Unfit("what a star stands for is not known")
    return source.columns or ()
