"""Indexes other than b-trees: which method and operator class answers which operator."""

from __future__ import annotations

from sqlglot import exp

from ....domain import Column, Table
from . import shares

JSON = (exp.JSONBContainsTopKey, exp.JSONBContainsAnyTopKeys, exp.JSONBContainsAllTopKeys)
PATTERNS = (exp.Like, exp.ILike, exp.RegexpLike, exp.RegexpILike)
SHIFTS = (exp.BitwiseLeftShift, exp.BitwiseRightShift)
EQUAL, RANGES = exp.EQ, (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)
LONG_CHARS = 40
"""A text of this length is shorter as the hash of it."""
BRIN_BYTES = 8 << 20
"""A smaller table gains little by a summary of its blocks."""
Methods = tuple[tuple[str, str], ...]


def methods(part: exp.Expr, table: Table, columns: frozenset[str], column: Column | None, side: exp.Expr) -> Methods:
    """(method, operator class) of the indexes that answer a condition, the likeliest first; "" is the default class."""
    kind = column.type if column else _type(side, table, columns)
    if isinstance(part, exp.ArrayContainsAll | exp.ArrayContainedBy | exp.ArrayOverlaps | exp.Adjacent):
        return _contained(part, kind)
    if isinstance(part, JSON):
        return (("gin", ""),)
    if isinstance(part, exp.JSONBPathExists):
        return (("gin", "jsonb_path_ops"), ("gin", ""))
    if isinstance(part, exp.MatchAgainst):
        return (("gin", "jsonb_path_ops"), ("gin", "")) if kind == "jsonb" else (("gin", ""), ("gist", ""))
    if isinstance(part, SHIFTS) and (kind.endswith("range") or kind in ("inet", "cidr")):
        return (("gist", "inet_ops" if kind in ("inet", "cidr") else ""),)
    if isinstance(part, PATTERNS) or (isinstance(part, exp.Mod) and _is_text(kind)):
        return _patterns(part)
    if isinstance(part, EQUAL) and column and _is_long(column):
        return (("hash", ""),)
    if isinstance(part, RANGES) and column and abs(column.correlation or 0) > 0.9 and table.size_bytes > BRIN_BYTES:
        return (("brin", ""),)
    return ()


def _contained(part: exp.Expr, kind: str) -> Methods:
    if kind == "jsonb":
        return (("gin", "jsonb_path_ops"), ("gin", "")) if isinstance(part, exp.ArrayContainsAll) else ()
    if kind.endswith("[]"):
        return (("gin", ""),)
    if kind.endswith("range"):
        return (("gist", ""), ("spgist", ""))
    if kind in ("inet", "cidr"):
        return (("gist", "inet_ops"),)
    if kind in ("point", "box", "polygon", "circle"):
        return (("gist", ""), ("spgist", "")) if kind in ("point", "box") else (("gist", ""),)
    return ()


def _patterns(part: exp.Expr) -> Methods:
    value = shares.constant(part.expression)
    longest = max((len(word) for word in (value or "xxx").replace("_", "%").split("%")), default=0)
    return (("gin", "gin_trgm_ops"), ("gist", "gist_trgm_ops")) if longest >= 3 else ()


def _type(side: exp.Expr, table: Table, columns: frozenset[str]) -> str:
    """The type of an expression, as far as it decides the method."""
    side = side.unnest()
    if isinstance(side, exp.JSONExtract | exp.JSONBExtract):
        reads = [table.column(column) for column in columns]
        return "jsonb" if any(column and column.type == "jsonb" for column in reads) else "json"
    if isinstance(side, exp.Cast):
        return str(side.to.sql(dialect="postgres")).lower()
    if isinstance(side, exp.Anonymous):
        called = str(side.this).lower()
        return called if called.endswith("range") else {"to_tsvector": "tsvector"}.get(called, "text")
    return "text"


def _is_text(kind: str) -> bool:
    return kind.startswith(("text", "character"))


def _is_long(column: Column) -> bool:
    values = [*(value for value, _ in column.common), *column.bounds]
    return _is_text(column.type) and bool(values) and sum(map(len, values)) / len(values) > LONG_CHARS
