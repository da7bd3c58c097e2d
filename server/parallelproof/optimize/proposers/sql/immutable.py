"""Which expressions an index may hold: those whose value depends on the row alone, whatever the session's settings."""

from __future__ import annotations

import re

from sqlglot import exp

from ....domain import Table

FUNCTIONS = frozenset(
    re.findall(
        r"\w+",
        """
    abs array_length array_position array_to_string ascii btrim cardinality ceil ceiling char_length
    character_length chr coalesce date date_part date_trunc daterange decode div encode exp floor greatest
    hashtext initcap int4range int8range isempty jsonb_array_length jsonb_extract_path jsonb_extract_path_text
    jsonb_path_query_first jsonb_typeof least left length ln log lower lower_inc lpad ltrim md5 mod multirange
    nullif numrange octet_length overlay point position power regexp_replace repeat replace reverse right round
    rpad rtrim sha256 sign split_part sqrt starts_with strpos substr substring to_tsvector translate trim trunc
    tsrange tstzrange upper upper_inc
        """,
    )
)
"""Immutable in every supported version, for the arguments that `_is_fine` lets through."""
OF_DATES = frozenset({"date", "date_part", "date_trunc", "extract"})
NODES = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.DataType, exp.DataTypeParam, exp.Var,
    exp.Interval, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.DPipe, exp.Case, exp.If, exp.Collate,
    exp.JSONExtract, exp.JSONExtractScalar, exp.JSONBExtract, exp.JSONBExtractScalar, exp.JSONPath, exp.JSONPathPart,
    exp.Bracket, exp.Substring, exp.Trim, exp.StrPosition, exp.AtTimeZone, exp.Extract, exp.Cast, exp.Anonymous,
    exp.Array, exp.Predicate, exp.Not, exp.And, exp.Or, exp.Tuple, exp.Any, exp.Coalesce,
)  # fmt: skip
MOMENTS = (exp.DType.DATE, exp.DType.TIMESTAMP, exp.DType.TIMESTAMPTZ, exp.DType.TIME, exp.DType.TIMETZ)
WORDS_FOR_NOW = frozenset({"now", "today", "tomorrow", "yesterday"})


def is_immutable(tree: exp.Expr, table: Table) -> bool:
    """Whether Postgres lets an index hold an expression or a condition on columns of one table."""
    return all(isinstance(node, NODES) and _is_fine(node, table) for node in tree.walk())


def _is_fine(node: exp.Expr, table: Table) -> bool:
    if isinstance(node, exp.Anonymous):
        return _is_fine_call(node, table)
    if isinstance(node, exp.Extract):
        return not _reads(node, table, "with time zone")
    if isinstance(node, exp.Cast):
        return _is_fine_cast(node, table)
    if isinstance(node, exp.DPipe):  # text || date is not; text || text is
        return not _reads(node, table, "time", "date", "interval", "[]")
    return not (isinstance(node, exp.Literal) and node.is_string and node.name.strip().lower() in WORDS_FOR_NOW)


def _is_fine_call(call: exp.Anonymous, table: Table) -> bool:
    called = str(call.this).lower()
    if called not in FUNCTIONS:
        return False
    if called == "to_tsvector":  # with the configuration as a constant; alone it is that of the session
        return len(call.expressions) == 2 and isinstance(call.expressions[0].find(exp.Literal), exp.Literal)
    if called == "date_trunc":  # of a date, it is that of a timestamp with time zone
        return not _reads(call, table, "with time zone", "date") and len(call.expressions) == 2
    return called not in OF_DATES or not _reads(call, table, "with time zone")


def _is_fine_cast(cast: exp.Cast, table: Table) -> bool:
    kind, operand = cast.to.this, cast.this.unnest()
    if isinstance(operand, exp.Literal):
        return True
    if kind in MOMENTS:  # from a text, it depends on DateStyle
        column = table.column(operand.name) if isinstance(operand, exp.Column) else None
        without = ("timestamp without time zone", "date") if kind != exp.DType.TIMESTAMPTZ else ()
        return (column is not None and _base(column.type) in without) or isinstance(operand, exp.AtTimeZone)
    if kind in (exp.DType.TEXT, exp.DType.VARCHAR, exp.DType.CHAR):
        return not _reads(operand, table, "time", "date", "interval", "[]")
    return True


def _reads(tree: exp.Expr, table: Table, *words: str) -> bool:
    """Whether it reads a column whose type has one of these words, other than through AT TIME ZONE."""
    for node in tree.find_all(exp.Column):
        column = table.column(node.name)
        kind = column.type if column else ""
        if any(word in kind for word in words) and not isinstance(node.parent, exp.AtTimeZone):
            return True
    return False


def _base(kind: str) -> str:
    """A type without its precision: "timestamp(3) without time zone" is a timestamp."""
    return kind if "(" not in kind else kind[: kind.index("(")] + kind[kind.index(")") + 1 :]
