"""Calls that run SQL: which argument holds it, and how they pass values to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ...domain import ParameterStyle
from ..python.syntax import field
from .lexing import tokens
from .parameters import style_of

CALLS = frozenset(
    # DB-API, psycopg and Django cursors; asyncpg; databases; Django managers; SQLAlchemy; pandas
    {"execute", "executemany", "stream", "fetch", "fetchrow", "fetchval", "prepare", "cursor", "fetch_one", "fetch_all"}
    | {"fetch_val", "iterate", "raw", "text", "exec_driver_sql", "scalar", "scalars", "read_sql", "read_sql_query"}
)
"""The last part of the names of what takes SQL."""
_SQL_KEYWORDS = frozenset({"sql", "query", "raw_query", "statement", "operation", "text"})
_VALUE_KEYWORDS = frozenset({"params", "parameters", "vars", "values", "params_seq", "seq_of_parameters", "args"})
_BEFORE_VALUES = {"read_sql": 4, "read_sql_query": 4}
"""How many arguments stand before the values where that is more than one."""
_WRAPPERS = frozenset({"dedent", "cleandoc"})
_PERCENT = re.compile(r"%(\([^()%]+\))?[sbt](?!\w)")
_COLON = re.compile(r"(?<![:\w\\]):\w+(?!:)")


def sql_argument(call: Node) -> Node | None:
    """The argument that holds the SQL, if it is a call of something that runs some; what only wraps it is left out."""
    function = call.child_by_field_name("function")
    if function is None or function.type not in ("identifier", "attribute") or _name(call) not in CALLS:
        return None
    argument = next(_arguments(call), None)
    if argument is not None and argument.type == "keyword_argument":
        named = (item for item in _arguments(call) if field(item, "name") in _SQL_KEYWORDS)
        found = next(named, None)
        argument = found.child_by_field_name("value") if found is not None else None
    return unwrapped(argument) if argument is not None else None


def unwrapped(node: Node) -> Node:
    """A literal without brackets around it, and without `dedent`, which changes only blanks that SQL does not read."""
    while True:
        if node.type == "parenthesized_expression" and len(node.named_children) == 1:
            node = node.named_children[0]
        elif node.type == "call" and _name(node) in _WRAPPERS and len(list(_arguments(node))) == 1:
            node = next(_arguments(node))
        else:
            return node


def style(call: Node, text: str, interpolated: frozenset[str] = frozenset()) -> ParameterStyle | None:
    """The style of the parameters in the SQL of a call; None where it cannot be told what they are.

    Without values the text is sent as it is. With them, drivers that know `%s` read it anywhere in the text.
    `interpolated` are parameters that an f-string puts in itself; they stand in the text as `:name`.
    """
    name = _name(call)
    if name == "text":
        return _named(text)
    if not _passes_values(call, name):
        plain = style_of(text)
        named = {token.text for token in tokens(text, "named") if token.kind == "parameter"}
        is_told = named == interpolated and (plain in ("none", "numeric") or bool(interpolated))
        return plain if is_told and not (name == "raw" and "%" in text) else None
    if interpolated:
        return None
    percents = {"pyformat" if match[1] else "format" for match in _PERCENT.finditer(text)}
    if percents:
        return "pyformat" if percents == {"pyformat"} else "format" if percents == {"format"} else None
    other = style_of(text)
    if other == "named":
        return _named(text)
    return None if other == "none" and "%" in text else other


def passed(call: Node) -> Node | None:
    """The tuple or list of values that a call passes by position, where that is written there."""
    name = _name(call)
    plain = [item for item in _arguments(call) if item.type != "keyword_argument"]
    keywords = [item for item in _arguments(call) if field(item, "name") in _VALUE_KEYWORDS]
    place = _BEFORE_VALUES.get(name, 1)
    values = keywords[0].child_by_field_name("value") if keywords else plain[place] if len(plain) > place else None
    is_written = values is not None and values.type in ("tuple", "list") and name != "executemany"
    return values if is_written else None


def _named(text: str) -> ParameterStyle | None:
    """SQLAlchemy takes `:name` for a parameter in strings and comments too, where it is none for the database."""
    found = [token.text for token in tokens(text, "named") if token.kind == "parameter"]
    if _COLON.findall(text) != found:
        return None
    return "named" if found else "none"


def _passes_values(call: Node, name: str) -> bool:
    given = list(_arguments(call))
    plain = [item for item in given if item.type != "keyword_argument"]
    keywords = {field(item, "name") for item in given if item.type == "keyword_argument"}
    is_splat = any("splat" in item.type for item in given)
    return is_splat or len(plain) > _BEFORE_VALUES.get(name, 1) or bool(keywords & _VALUE_KEYWORDS)


def _name(call: Node) -> str:
    return field(call, "function").rsplit(".", 1)[-1].strip()


def _arguments(call: Node) -> Iterator[Node]:
    arguments = call.child_by_field_name("arguments")
    if arguments is not None and arguments.type == "argument_list":
        yield from (item for item in arguments.named_children if item.type != "comment")
