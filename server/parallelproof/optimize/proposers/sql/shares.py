"""Which part of a table's rows a condition keeps, by its statistics, much as the planner estimates it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from ....domain import Column

UNKNOWN_EQUAL = 0.005
UNKNOWN_RANGE = 0.2
UNKNOWN_STRETCH = 0.05
"""Between two values."""
PATTERN = 0.01


def constant(tree: exp.Expr | None) -> str | None:
    """The value of a literal as the database writes it as text; None for anything else."""
    if isinstance(tree, exp.Cast | exp.Paren):
        return constant(tree.this)
    if isinstance(tree, exp.Neg):
        value = constant(tree.this)
        return f"-{value}" if value is not None else None
    if isinstance(tree, exp.Boolean):
        return "t" if tree.this else "f"
    return tree.name if isinstance(tree, exp.Literal) else None


def null(column: Column | None) -> float:
    """The share of NULLs."""
    return column.null_share if column and column.null_share is not None else 0.1


def equal(column: Column | None, value: str | None) -> float:
    """The share of rows that have a value; of one that is not known, the average."""
    if column is None or column.distinct is None:
        return UNKNOWN_EQUAL
    if value is not None and value in dict(column.common):
        return dict(column.common)[value]
    if value is None:
        return 1 / max(column.distinct, 1)
    rest = max(0.0, 1 - null(column) - sum(share for _, share in column.common))
    return max(1e-9, rest / max(1.0, column.distinct - len(column.common)))


def below(column: Column | None, value: str | None) -> float:
    """The share of rows that have a smaller value."""
    if column is None or value is None or (not column.bounds and not column.common):
        return UNKNOWN_RANGE
    order = _order([value, *column.bounds, *(common for common, _ in column.common)])
    common = sum(share for known, share in column.common if order(known) < order(value))
    rest = max(0.0, 1 - null(column) - sum(share for _, share in column.common))
    bounds = [order(bound) for bound in column.bounds]
    part = bisect_left(bounds, order(value)) / len(bounds) if bounds else 0.0
    return min(1.0, common + rest * part)


def _order(values: list[str]) -> Callable[[str], Any]:
    """Numbers are in order as such; other texts, dates among them, as they are."""
    try:
        for value in values:
            float(value)
    except ValueError:
        return str
    return float
