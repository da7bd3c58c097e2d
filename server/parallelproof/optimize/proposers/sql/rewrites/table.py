"""The rewrites that need code, by the name that a pattern calls them by; each with the kinds of nodes it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from sqlglot import exp

from . import ctes, limits, subqueries
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
        "late-row-lookup": ((exp.Select,), limits.late_row_lookup),
        "limit-before-join": ((exp.Select,), limits.limit_before_join),
        "limit-into-union": ((exp.Union,), limits.limit_into_union),
        "plain-null-order": ((exp.Ordered,), limits.plain_null_order),
    }
)
