"""GROUP BY: conditions that decide about a group by what it is grouped by, asked before instead of after."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from .known import Known
from .selects import where, with_where
from .trees import Tree, all_of, conjuncts, has, parsed

_EXACT = (
    "integer", "bigint", "smallint", "text", "character varying", "date", "uuid", "boolean",
    "timestamp without time zone", "timestamp with time zone",
)  # fmt: skip
"""Types whose equal values are the same in every way; numeric has 1.0 and 1.00."""


def having_to_where(node: Tree, known: Known) -> Iterator[Tree]:
    """HAVING with a subquery about nothing but the keys: Postgres moves a condition to WHERE itself, but not that."""
    if not isinstance(node, exp.Select) or not node.args.get("having") or not _has_exact_keys(node, known):
        return
    conditions = conjuncts(node.args["having"])
    moved = [one for one in conditions if one.find(exp.Query) and _is_about_keys(one, node, known)]
    if not moved:
        return
    kept = [one for one in conditions if not any(one is other for other in moved)]
    copy = with_where(node, [*where(node), *moved])
    copy.set("having", parsed(f"SELECT 1 HAVING {all_of(kept)}").args["having"] if kept else None)
    yield copy


def _has_exact_keys(node: exp.Select, known: Known) -> bool:
    group = node.args.get("group")
    if not isinstance(group, exp.Group) or has(node, exp.GroupingSets, exp.Rollup, exp.Cube):
        return False
    return bool(group.expressions) and all(known.type_of(one) in _EXACT for one in group.expressions)


def _is_about_keys(condition: Tree, node: exp.Select, known: Known) -> bool:
    """Whether a condition says the same of all rows of a group: it sees keys alone, and no aggregate is the group's."""
    keys = [known.qualified(one) for one in node.args["group"].expressions]
    mine = [one for one in condition.find_all(exp.Column) if "" not in known.belongs(one, node)]
    if any(known.qualified(one) not in keys or one.find_ancestor(exp.AggFunc) for one in mine):
        return False
    return not has(condition, exp.AggFunc, exp.Window)
