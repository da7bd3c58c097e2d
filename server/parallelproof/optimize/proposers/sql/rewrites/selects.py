"""Parts of a SELECT that the rewrites ask for and put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from .known import Known, Source, identifier, label
from .trees import Tree, Unfit, all_of, bare, clause, conjuncts, has, name_of, parsed, text

_SHAPING = ("group", "having", "distinct", "limit", "offset", "with_", "windows", "qualify", "laterals")
_SETS = (exp.Explode, exp.Unnest, exp.GenerateSeries, exp.ExplodingGenerateSeries)


def is_plain(select: Tree | None, *allowed: str) -> bool:
    """Whether it is a SELECT whose rows are those of its FROM that fit its WHERE, but for clauses that are allowed."""
    if not isinstance(select, exp.Select) or any(select.args.get(key) for key in _SHAPING if key not in allowed):
        return False
    return not any(has(one, exp.AggFunc, exp.Window, *_SETS) for one in select.expressions)


def is_aggregate(select: Tree | None) -> bool:
    """Whether it is a SELECT of one row: aggregates over all rows of its FROM that fit its WHERE."""
    if not isinstance(select, exp.Select) or any(select.args.get(key) for key in _SHAPING):
        return False
    return all(has(one, exp.AggFunc) and not has(one, exp.Window, *_SETS) for one in select.expressions)


def where(select: exp.Select) -> list[Tree]:
    """The conditions of its WHERE."""
    return conjuncts(select.args.get("where"))


def tables(select: exp.Select) -> str:
    """Its FROM with all joins, as SQL."""
    if not select.args.get("from_"):
        raise Unfit("there is no FROM")
    skeleton = exp.Select(expressions=[exp.Literal.number(1)])
    skeleton.set("from_", select.args["from_"].copy())
    skeleton.set("joins", [join.copy() for join in select.args.get("joins") or []])
    return text(skeleton).removeprefix("SELECT 1 ")


def exists(select: exp.Select, *conditions: Tree | str) -> str:
    """EXISTS over the FROM of a SELECT, with these conditions."""
    return f"EXISTS (SELECT 1 {tables(select)}{clause('WHERE', conditions)})"


def only_table(select: exp.Select, known: Known) -> Source:
    """The one table that it reads; raises Unfit."""
    sources = list(known.sources(select).values())
    if len(sources) != 1 or sources[0].table is None or sources[0].table.kind not in ("table", "partitioned"):
        raise Unfit("it does not read one table")
    return sources[0]


def single(select: Tree) -> Tree:
    """Its only output, without an alias; raises Unfit."""
    if not isinstance(select, exp.Select) or len(select.expressions) != 1 or select.expressions[0].is_star:
        raise Unfit("it does not have one output")
    output: Tree = select.expressions[0].unalias()
    return output


def equalities(conditions: Sequence[Tree]) -> Iterator[tuple[Tree, Tree, Tree]]:
    """Both readings of each condition that is an equality: condition, one side, the other side."""
    for condition in conditions:
        if isinstance(condition, exp.EQ):
            left, right = bare(condition.left), bare(condition.right)
            yield condition, left, right
            yield condition, right, left


def fresh(root: Tree, *names: str) -> list[str]:
    """Names that stand nowhere in the statement yet."""
    taken = {name_of(one) for one in root.find_all(exp.Identifier)}
    chosen: list[str] = []
    for name in names:
        candidates = [name, *(f"{name}_{count}" for count in range(2, 99))]
        chosen.append(next(one for one in candidates if one not in taken and one not in chosen))
    return chosen


def aliased(node: Tree, new: str) -> Tree:
    """An output expression exchanged for another one that keeps its name; raises Unfit where the name is unknown."""
    name = label(node)
    if name is None:
        raise Unfit("an output has no name that we know")
    output: Tree = parsed(f"SELECT {new} AS {text(identifier(name))}").expressions[0]
    return output


def with_join(select: exp.Select, join: str) -> exp.Select:
    """A copy with one more join at the end; raises Unfit where joins by comma and outer joins are mixed."""
    copy = select.copy()
    joins = copy.args.get("joins") or []
    commas = [one for one in joins if not any(one.args.get(key) for key in ("kind", "side", "method", "on", "using"))]
    if commas and any((one.side or "").upper() in ("RIGHT", "FULL") for one in joins):
        raise Unfit("the order of joins matters")
    for one in commas:
        one.set("kind", "CROSS")
    added = parsed(f"SELECT 1 FROM x {join}").args["joins"]
    copy.set("joins", [*joins, *added])
    return copy


def is_inner(join: exp.Join) -> bool:
    """Whether a join keeps just the pairs that fit: INNER, CROSS or a comma, without USING and NATURAL."""
    return not (join.side or join.method or join.args.get("using")) and not isinstance(join.this, exp.Lateral)


def with_where(select: exp.Select, conditions: Sequence[Tree | str]) -> exp.Select:
    """A copy with other conditions in its WHERE."""
    copy = select.copy()
    copy.set("where", parsed(f"SELECT 1 WHERE {all_of(conditions)}").args["where"] if conditions else None)
    return copy


def stars_expanded(select: exp.Select, known: Known) -> exp.Select:
    """A copy that names every column of its only table where it has a star."""
    source = only_table(select, known)
    copy, outputs = select.copy(), []
    for node in copy.expressions:
        if node.is_star and source.table:
            outputs += [exp.column(identifier(one.name), identifier(source.name)) for one in source.table.columns]
        else:
            outputs.append(node)
    copy.set("expressions", outputs)
    return copy


def is_hidden(node: Tree, select: exp.Select) -> bool:
    """Whether a name in an ORDER BY means an output of another expression instead of a column."""
    if not isinstance(node, exp.Column) or node.table:
        return False
    same = [one for one in select.expressions if isinstance(one, exp.Alias) and label(one) == name_of(node.this)]
    return any(bare(one.this) != node for one in same)


def order_columns(select: exp.Select, known: Known, source: Source) -> list[str]:
    """Columns of one table that the ORDER BY names; raises Unfit for anything else in it."""
    order = select.args.get("order")
    names = []
    for one in order.expressions if order else []:
        node = bare(one.this)
        if not isinstance(node, exp.Column) or is_hidden(node, select) or known.origin(node) is not source:
            raise Unfit("the order is not that of columns")
        names.append(name_of(node.this))
    return names


def by_outputs(node: exp.Select) -> str:
    """Its ORDER BY and LIMIT; raises Unfit where the order is not that of outputs."""
    order: Tree | None = node.args.get("order")
    names = {label(one) for one in node.expressions}
    for one in order.expressions if order else []:
        key = bare(one.this)
        is_output = isinstance(key, exp.Column) and not key.table and label(key) in names
        if not isinstance(key, exp.Literal) and not is_output:
            raise Unfit("the order is not that of outputs")
    return "".join(f" {text(node.args[part]).strip()}" for part in ("order", "limit", "offset") if node.args.get(part))
