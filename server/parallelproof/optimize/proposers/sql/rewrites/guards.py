"""Conditions of rewrites that are written as data, by name. Each sees the matched node and the captures it is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from sqlglot import exp

from .known import Known
from .trees import Tree, bare, conjuncts, is_filter

Guard = Callable[[Tree, Sequence[Tree], Known], bool]


def typed(*types: str) -> Guard:
    """Columns of tables, each of one of these types."""

    def holds(_: Tree, captures: Sequence[Tree], known: Known) -> bool:
        return all(known.type_of(one) in types and known.column(one) is not None for one in captures)

    return holds


def written(shape: str) -> Guard:
    """Literals whose text fits a regular expression."""

    def holds(_: Tree, captures: Sequence[Tree], known: Known) -> bool:
        return all(isinstance(one, exp.Literal) and re.fullmatch(shape, str(one.this)) is not None for one in captures)

    return holds


def _is_fixed(_: Tree, captures: Sequence[Tree], known: Known) -> bool:
    """Literals and parameters, cast or not: the same for the whole statement."""
    return all(_is_constant(one) for one in captures)


def _is_constant(node: Tree) -> bool:
    node = bare(node)
    if isinstance(node, exp.Cast | exp.Neg):
        return _is_constant(node.this)
    return isinstance(node, exp.Literal | exp.Parameter | exp.CurrentDate | exp.CurrentTimestamp)


_DAY = r"\d{4}-\d\d-\d\d"


def _is_day(node: Tree, captures: Sequence[Tree], known: Known) -> bool:
    """Days that are written out, cast to date or not, and today."""
    inner = [one.this if isinstance(one, exp.Cast) and known.type_of(one) == "date" else one for one in captures]
    return all(isinstance(one, exp.CurrentDate) or written(_DAY)(node, [one], known) for one in inner)


def _is_moment(node: Tree, captures: Sequence[Tree], known: Known) -> bool:
    """Times that are written out without a zone, cast to timestamp or date or not."""
    types = ("date", "timestamp without time zone")
    inner = [one.this if isinstance(one, exp.Cast) and known.type_of(one) in types else one for one in captures]
    return written(rf"{_DAY}([ T]\d\d:\d\d(:\d\d)?)?")(node, inner, known)


def _are_of_one_kind(_: Tree, captures: Sequence[Tree], known: Known) -> bool:
    """A column, and a literal that takes its type or has it."""
    column, literal = bare(captures[0]), bare(captures[1])
    if not isinstance(literal, exp.Literal):
        return known.type_of(column) is not None and known.type_of(column) == known.type_of(literal)
    whole = known.type_of(column) in ("integer", "bigint") and re.fullmatch(r"\d{1,9}", literal.name) is not None
    return bool(literal.is_string) or whole


def _is_unbounded(node: Tree, captures: Sequence[Tree], known: Known) -> bool:
    """No neighbour of the condition bounds a capture already."""
    top = node
    while isinstance(top.parent, exp.And | exp.Paren):
        top = top.parent
    bounds = [one for one in conjuncts(top) if isinstance(one, exp.GT | exp.GTE | exp.LT | exp.LTE)]
    return not any(
        bare(side) == bare(one) for bound in bounds for side in (bound.left, bound.right) for one in captures
    )


def _is_condition(node: Tree, captures: Sequence[Tree], known: Known) -> bool:
    """The place is inside a WHERE, a HAVING or a join's ON, where no output column gets its name from it."""
    return isinstance(node.find_ancestor(exp.Where, exp.Having, exp.Join, exp.Query), exp.Where | exp.Having | exp.Join)


def _is_exact_interval(_: Tree, captures: Sequence[Tree], known: Known) -> bool:
    """Whole numbers of days or less: adding one can be taken back."""
    units = ("WEEK", "DAY", "HOUR", "MINUTE", "SECOND")
    return all(
        isinstance(one, exp.Interval)
        and str(one.args.get("unit") or "").upper().rstrip("S") in units
        and re.fullmatch(r"\d{1,6}", one.name) is not None
        for one in captures
    )


def _are_joined(_: Tree, captures: Sequence[Tree], known: Known) -> bool:
    """Columns of different tables, of one type."""
    origins = [known.origin(one) for one in captures]
    types = {known.type_of(one) for one in captures}
    return None not in types and len(types) == 1 and len({id(one) for one in origins}) == len(captures)


def _ascend(_: Tree, captures: Sequence[Tree], known: Known) -> bool:
    """Plain whole numbers, none less than the one before it."""
    if not all(isinstance(one, exp.Literal) and re.fullmatch(r"0|[1-9]\d{0,8}", str(one.this)) for one in captures):
        return False
    numbers = [int(one.name) for one in captures]
    return numbers == sorted(numbers)


def _differ(_: Tree, captures: Sequence[Tree], known: Known) -> bool:
    """Two literals of one kind that are not equal, as plain whole numbers or as plain words."""
    left, right = (bare(one) for one in captures)
    if not (isinstance(left, exp.Literal) and isinstance(right, exp.Literal)):
        return False
    plain = r"[a-z][a-z0-9_]*" if left.is_string else r"0|[1-9]\d{0,17}"
    both = all(re.fullmatch(plain, str(one.this)) for one in (left, right))
    return both and left.is_string == right.is_string and left.this != right.this


GUARDS: Mapping[str, Guard] = MappingProxyType(
    {
        "timestamp": typed("timestamp without time zone"),
        "calendar": typed("timestamp without time zone", "date"),
        "timestamptz": typed("timestamp with time zone"),
        "integer": typed("integer", "bigint", "smallint"),
        "timestamps": typed("timestamp without time zone", "timestamp with time zone"),
        "text": typed("text", "character varying"),
        "uuid": typed("uuid"),
        "jsonb": typed("jsonb"),
        "boolean": typed("boolean"),
        "fixed": _is_fixed,
        "day": _is_day,
        "moment": _is_moment,
        "same_kind": _are_of_one_kind,
        "texts": typed("text[]"),
        "exact_interval": _is_exact_interval,
        "unbounded": _is_unbounded,
        "condition": _is_condition,
        "joined": _are_joined,
        "ascend": _ascend,
        "first_of_month": written(r"\d{4}-\d\d-01"),
        "first_of_year": written(r"\d{4}-01-01"),
        "year": written(r"[1-9]\d{3}"),
        "month": written(r"[1-9]|1[0-2]"),
        "year_and_month": written(r"[1-9]\d{3}-(0[1-9]|1[0-2])"),
        "written_day": written(_DAY),
        "literal": written(r"[^\n]*"),
        "small_whole": written(r"0|[1-9]\d{0,8}"),
        "positive": written(r"[1-9]\d{0,5}"),
        "whole_decimal": written(r"(0|[1-9]\d{0,8})\.0+"),
        "lower_uuid": written(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        "filter": lambda node, captures, known: is_filter(node),
        "not_null": lambda node, captures, known: all(known.is_not_null(one) for one in captures),
        "differ": _differ,
        "columns": lambda node, captures, known: all(known.column(one) is not None for one in captures),
    }
)
