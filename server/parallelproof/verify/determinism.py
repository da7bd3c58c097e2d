"""Why a query cannot be judged by its rows: it may rightly give others when it runs again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

from ..domain import Schema
from ..postgres import Connection
from ..postgres.statements import fetch
from .determinism_order import is_total, rows_are_told_apart, tells_apart, text
from .rows_clauses import tokens

_CLOCKS = {
    "now", "statement_timestamp", "transaction_timestamp", "clock_timestamp", "timeofday", "current_date",
    "current_time", "current_timestamp", "localtime", "localtimestamp",
}  # fmt: skip
_SPOKEN_TIMES = {"now", "today", "tomorrow", "yesterday"}
_PHYSICAL = {"ctid", "xmin", "xmax", "cmin", "cmax"}
_BY_PLACE = {
    "row_number", "lag", "lead", "first_value", "last_value", "nth_value", "ntile",
}  # fmt: skip
"""Window functions that tell peers apart."""
_IN_ORDER = {
    "array_agg", "string_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "xmlagg",
    "json_agg_strict", "jsonb_agg_strict", "any_value",
}  # fmt: skip
"""Aggregates whose result has an order."""
_VOLATILITY = """
SELECT p.proname::text, bool_or(p.provolatile = 'v'), bool_or(p.pronargs = 1 AND p.proname = 'age')
FROM pg_proc p WHERE p.proname = ANY ($1) AND NOT (p.proname = ANY ($2)) GROUP BY 1
"""
_VOLATILE_IN_NAME_ONLY = ("query_to_xml", "table_to_xml", "set_config", "lo_get", "textlike")


def parsed(sql: str) -> exp.Expr | None:
    """The tree of one statement, None where it cannot be read."""
    try:
        found = sqlglot.parse(sql, dialect="postgres")
    except (SqlglotError, RecursionError):
        return None
    trees = [tree for tree in found if tree is not None]
    return trees[0] if len(trees) == 1 and not isinstance(trees[0], exp.Command) else None


async def refusal(connection: Connection, sql: str, schema: Schema, by_branch: bool = False) -> str | None:
    """Why a query may rightly give other rows when it runs again, None where it may not. Raises DatabaseError.

    `by_branch` is for a query that is held against a determined one: if branches of its UNION gave rows that agree on
    the order, it would give more rows than that one, and be caught by them.
    """
    tree = parsed(sql)
    if tree is None:
        return "it cannot be read as one SQL statement"
    if reason := next(_reasons(tree, sql, schema, by_branch), None):
        return reason
    names = sorted(_called(sql))
    for name, is_volatile, is_age in await fetch(
        connection, _VOLATILITY, (_array(names), _array(_VOLATILE_IN_NAME_ONLY))
    ):
        if is_volatile:
            return f"it calls {name}(), which may give something else each time (it is volatile)"
        if is_age and any(len(node.expressions) < 2 for node in _anonymous(tree, "age")):
            return "it asks age() of one timestamp, which depends on today's date"
    return None


def _reasons(tree: exp.Expr, sql: str, schema: Schema, by_branch: bool) -> Iterator[str]:
    yield from _of_clock(tree, sql)
    for column in tree.find_all(exp.Column):
        if column.name.lower() in _PHYSICAL and not column.this.quoted:
            yield f"it reads {column.name}, which says where a row is stored"
    if tree.find(exp.TableSample):
        yield "TABLESAMPLE takes other rows each time"
    if "skip locked" in sql.lower():
        yield "SKIP LOCKED leaves out rows that others hold"
    for query in tree.find_all(exp.Query):
        yield from _of_limit(query, schema, by_branch)
    for array in tree.find_all(exp.Array):
        for query in array.expressions:
            query = query.unnest()
            order = query.args["order"].expressions if query.args.get("order") else []
            if isinstance(query, exp.Query) and not is_total(query, order, schema):
                yield f"ARRAY() of a query depends on the order of its rows: {_ties(order)}"
    for window in tree.find_all(exp.Window):
        yield from _of_window(window, schema)
    for node in tree.find_all(exp.Func):
        yield from _of_aggregate(node, schema)


def _of_clock(tree: exp.Expr, sql: str) -> Iterator[str]:
    for name in sorted(_called(sql) | _bare(sql)):
        if name in _CLOCKS:
            yield f"{name} gives another time whenever it runs"
    for cast in tree.find_all(exp.Cast):
        if (
            isinstance(cast.this, exp.Literal)
            and cast.this.name.strip().lower() in _SPOKEN_TIMES
            and cast.is_type(*exp.DataType.TEMPORAL_TYPES)
        ):
            yield f"'{cast.this.name}' means another time whenever it runs"


def _of_limit(query: exp.Query, schema: Schema, by_branch: bool) -> Iterator[str]:
    select = query if isinstance(query, exp.Select | exp.SetOperation) else query.this
    limit, offset = query.args.get("limit"), query.args.get("offset")
    if isinstance(offset, exp.Offset) and text(offset.expression) == "0":
        offset = None  # it only keeps the planner from looking through
    if isinstance(limit, exp.Limit) and text(limit.expression).upper() in ("ALL", "NULL"):
        limit = None
    order = query.args["order"].expressions if query.args.get("order") else []
    distinct = query.args.get("distinct")
    if isinstance(select, exp.Query) and (limit or offset) and not isinstance(query.parent, exp.Exists):
        with_ties = isinstance(limit, exp.Fetch) and "TIES" in limit.sql(dialect="postgres")
        if not (with_ties and order and not offset) and not is_total(select, order, schema, by_branch):
            word = "LIMIT" if isinstance(limit, exp.Limit) else "FETCH" if limit else "OFFSET"
            yield f"{word} without a total order: {_ties(order)}, so it may rightly give other rows"
    if isinstance(query, exp.Select) and distinct and distinct.args.get("on"):
        on = distinct.args["on"].expressions or [distinct.args["on"]]
        bare = query.copy()
        bare.set("distinct", None)
        bare.parent = query.parent
        if not is_total(bare, [*order, *on], schema):
            yield f"DISTINCT ON without a total order: {_ties(order)}, so it may rightly keep other rows"


def _ties(order: list[exp.Expr]) -> str:
    if not order:
        return "nothing says which rows come first"
    keys = ", ".join(text(key.this if isinstance(key, exp.Ordered) else key) for key in order)
    return f"several rows may have the same {keys} as far as unique keys tell"


def _of_window(window: exp.Window, schema: Schema) -> Iterator[str]:
    select = window.find_ancestor(exp.Select)
    if select is None or window.arg_key == "windows":
        return
    function = window.this
    while isinstance(function, exp.IgnoreNulls | exp.RespectNulls | exp.Filter):
        function = function.this
    name = _name(function)
    named = next((w for w in select.args.get("windows") or () if w.name == window.alias and window.alias), window)
    spec = window.args.get("spec") or named.args.get("spec")
    has_rows = spec is not None and str(spec.args.get("kind")).upper() == "ROWS"
    whole = (
        has_rows and spec is not None and {str(spec.args.get(end)).upper() for end in ("start", "end")} == {"UNBOUNDED"}
    )
    if name not in _BY_PLACE and not (has_rows and not whole) and name not in _IN_ORDER:
        return
    order = named.args.get("order") or window.args.get("order")
    parts = [part.this for part in order.expressions] if order else []
    keys = {text(part) for part in (*parts, *(named.args.get("partition_by") or window.args.get("partition_by") or ()))}
    if not tells_apart(select, keys, schema):
        yield f"{name}() depends on the order of rows with ties: {_ties(parts)}"


def _of_aggregate(node: exp.Func, schema: Schema) -> Iterator[str]:
    name = _name(node)
    if name not in _IN_ORDER or isinstance(node.parent, exp.Window):
        return
    select = node.find_ancestor(exp.Select)
    order = node.find(exp.Order)
    if select is None or (order is None and node.find(exp.Distinct)):
        return
    group = select.args.get("group")
    keys = {text(part.this) for part in order.expressions} if order else set()
    first = node.expressions[0] if isinstance(node, exp.Anonymous) and node.expressions else node.this
    argument = first.this if isinstance(first, exp.Order) else first
    if order and isinstance(argument, exp.Expr) and text(argument) in keys:
        return
    keys |= {text(part) for part in group.expressions} if group else set()
    if not rows_are_told_apart(select, keys, schema):
        ties = (
            _ties([part.this for part in order.expressions]) if order else "nothing says in which order it takes rows"
        )
        yield f"{name}() depends on the order of rows: {ties}"


def _name(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc):
        return str(node.this).lower()
    if isinstance(node, exp.GroupConcat):
        return "string_agg"
    if isinstance(node, exp.JSONArrayAgg | exp.JSONObjectAgg | exp.JSONBObjectAgg):
        return {"JSONArrayAgg": "json_agg", "JSONObjectAgg": "json_object_agg"}.get(
            type(node).__name__, "jsonb_object_agg"
        )
    return node.sql_name().lower() if isinstance(node, exp.Func) else ""


def _anonymous(tree: exp.Expr, name: str) -> Iterator[exp.Expr]:
    yield from (node for node in tree.find_all(exp.Anonymous) if str(node.this).lower() == name)


def _called(sql: str) -> set[str]:
    """Names with a bracket behind them."""
    found = tokens(sql)
    return {
        name.text.lower() for name, bracket in pairwise(found)
        if bracket.token_type is TokenType.L_PAREN and (name.text[:1].isalpha() or name.text[:1] == "_")
        and name.token_type is not TokenType.STRING
    }  # fmt: skip


def _bare(sql: str) -> set[str]:
    """Keywords that are functions without brackets."""
    found = tokens(sql)
    return {
        token.text.lower() for before, token in zip([None, *found], found, strict=False)
        if token.text.lower() in _CLOCKS - {"now"} and token.token_type not in (TokenType.STRING, TokenType.IDENTIFIER)
        and (before is None or before.token_type is not TokenType.DOT)
    }  # fmt: skip


def _array(values: Iterable[str]) -> str:
    """Names as an array's text."""
    return "{" + ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values) + "}"
