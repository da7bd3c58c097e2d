"""The rewrites that need code, by the name that a pattern calls them by; each with the kinds of nodes it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from sqlglot import exp

from . import (
    correlated,
    ctes,
    distinct,
    documents,
    grouping,
    laterals,
    limits,
    outputs,
    skipping,
    subqueries,
    sums,
    unions,
    windows,
)
from .known import Known
from .trees import Tree

Rewriting = Callable[[Tree, Known], Iterator[Tree | str]]

_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)

REWRITES: Mapping[str, tuple[tuple[type[Tree], ...], Rewriting]] = MappingProxyType(
    {
        "not-in-to-not-exists": ((exp.Not, exp.NEQ), subqueries.not_in_to_not_exists),
        "in-to-exists": ((exp.In,), subqueries.in_to_exists),
        "split-not-exists": ((exp.Not,), subqueries.split_not_exists),
        "count-to-exists": (_COMPARISONS, subqueries.count_to_exists),
        "exists-group-to-in": ((exp.Exists,), subqueries.exists_group_to_in),
        "inlined": ((exp.CTE,), ctes.inlined),
        "materialized": ((exp.CTE,), ctes.materialized),
        "needed-outputs": ((exp.CTE,), outputs.needed_outputs),
        "having-to-where": ((exp.Select,), grouping.having_to_where),
        "late-row-lookup": ((exp.Select,), limits.late_row_lookup),
        "limit-before-join": ((exp.Select,), limits.limit_before_join),
        "limit-into-union": ((exp.Union,), limits.limit_into_union),
        "to-join": ((exp.Select,), correlated.to_join),
        "preaggregated": ((exp.Select,), sums.preaggregated),
        "running": ((exp.Select,), windows.running),
        "self-join": ((exp.Select,), windows.self_join),
        "newest": ((exp.Select,), windows.newest),
        "window-to-lateral": ((exp.Select,), laterals.window_to_lateral),
        "distinct-on-to-lateral": ((exp.Select,), laterals.distinct_on_to_lateral),
        "lateral-to-window": ((exp.Select,), laterals.lateral_to_window),
        "or-to-union": ((exp.Select,), unions.or_to_union),
        "all-kept": ((exp.Union,), unions.all_kept),
        "redundant": ((exp.Select,), distinct.redundant),
        "counted-key": ((exp.Count,), distinct.counted_key),
        "join-to-exists": ((exp.Select,), distinct.join_to_exists),
        "count-distinct": ((exp.Select,), distinct.count_distinct),
        "skip-scan": ((exp.Select,), skipping.skip_scan),
        "unordered": ((exp.Select, exp.Union), distinct.unordered),
        "unneeded-join": ((exp.Select,), distinct.unneeded_join),
        "contained": ((exp.EQ,), documents.contained),
        "plain-null-order": ((exp.Ordered,), limits.plain_null_order),
    }
)
