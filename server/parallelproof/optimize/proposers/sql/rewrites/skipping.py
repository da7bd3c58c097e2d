"""The few different values of a column, each looked up in an index after the one before it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from .known import Known, Source, identifier, label
from .selects import by_outputs, fresh, only_table
from .trees import Tree, Unfit, bare, text

_SKIPPED = ("integer", "bigint", "smallint", "text", "character varying", "date", "uuid", "boolean")
_LEAST_ROWS_PER_VALUE = 10


def few_values(column: Tree, source: Source, known: Known, output: str) -> str:
    """A query of all values but NULL, under the name of the output; raises Unfit where they are many."""
    facts = known.column(column)
    if facts is None or source.table is None or known.type_of(column) not in _SKIPPED or not facts.distinct:
        raise Unfit("the values are not known to be few")
    if facts.distinct * _LEAST_ROWS_PER_VALUE > source.table.rows:
        raise Unfit("there are many values")
    (skip,) = fresh(known.root, "skip")
    name, table = text(identifier(facts.name)), text(_bare(source))
    first = f"(SELECT {name} FROM {table} WHERE {name} IS NOT NULL ORDER BY {name} LIMIT 1)"
    following = f"SELECT t.{name} FROM {table} AS t WHERE t.{name} > {skip}.{name} ORDER BY t.{name} LIMIT 1"
    step = f"SELECT ({following}) FROM {skip} WHERE {skip}.{name} IS NOT NULL"
    values = f"SELECT {skip}.{name} AS {output} FROM {skip} WHERE {skip}.{name} IS NOT NULL"
    return f"WITH RECURSIVE {skip} AS ({first} UNION ALL {step}) {values}"


def skip_scan(node: Tree, known: Known) -> Iterator[str]:
    """DISTINCT on one column of a whole table."""
    if not isinstance(node, exp.Select) or len(node.expressions) != 1 or node.args.get("where"):
        return
    column = bare(node.expressions[0].unalias())
    if not isinstance(column, exp.Column) or column.is_star or not _is_set_of(node, column):
        return
    if isinstance(node.parent, exp.SetOperation):
        return
    source = only_table(node, known)
    facts = known.column(column)
    query = few_values(column, source, known, text(identifier(label(node.expressions[0]) or column.name)))
    name = text(identifier(column.name if facts is None else facts.name))
    if facts is None or facts.is_nullable:
        query += f" UNION ALL SELECT NULL WHERE EXISTS (SELECT 1 FROM {text(_bare(source))} WHERE {name} IS NULL)"
    yield query + by_outputs(node)


def _bare(source: Source) -> Tree:
    copy = source.node.copy()
    copy.set("alias", None)
    return copy


def _is_set_of(node: exp.Select, column: Tree) -> bool:
    distinct, group = node.args.get("distinct"), node.args.get("group")
    if any(node.args.get(part) for part in ("having", "windows", "with_", "joins")):
        return False
    if distinct:
        return not distinct.args.get("on") and not group
    return group is not None and [bare(one) for one in group.expressions] == [column]
