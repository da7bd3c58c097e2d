"""Queries as trees, read so that what is written back means the same to Postgres."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.normalize_identifiers import normalize_identifiers
from sqlglot.parsers.postgres import PostgresParser
from sqlglot.tokenizer_core import TokenType

from ....domain import Schema
from ....languages.sql.parsing import begins_query

RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
    all analyse analyze and any array as asc asymmetric authorization between binary both case cast check
    collate collation column concurrently constraint create cross current_catalog current_date current_role
    current_schema current_time current_timestamp current_user default deferrable desc distinct do else end
    except exists false fetch for foreign freeze from full grant group having ilike in initially inner intersect
    into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset
    on only or order outer overlaps placing primary references returning right row select session_user similar
    some symmetric system_user table tablesample then to trailing true union unique user using variadic verbose
    when where window with
        """,
    )
)
WITH_SYNTAX = frozenset(
    {"CAST", "EXTRACT", "JSON_OBJECT", "JSON_OBJECTAGG", "JSON_TABLE", "JSON_VALUE", "OVERLAY", "POSITION",
     "STRING_AGG", "SUBSTRING", "TRIM", "XMLELEMENT", "XMLTABLE"}
)  # fmt: skip
"""Functions whose arguments are not just a list. sqlglot would take others for something else."""
PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")
MOST_VIEWS = 20
"""Views are replaced by what they say, those within views too, but no more than this."""


class Verbatim(Postgres):
    """Postgres with function calls left as they are written: `char_length(x)` is no `length(x)` to an index.

    `$1,$2` is two parameters and not the beginning of a dollar-quoted text, which no proposer needs.
    """

    class Tokenizer(Postgres.Tokenizer):
        HEREDOC_STRINGS: ClassVar[list[str | tuple[str, str]]] = []
        SINGLE_TOKENS: ClassVar[dict[str, TokenType]] = {**Postgres.Tokenizer.SINGLE_TOKENS, "$": TokenType.PARAMETER}

    class Parser(PostgresParser):
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            called: parser for called, parser in PostgresParser.FUNCTION_PARSERS.items() if called in WITH_SYNTAX
        }


def read(sql: str, schema: Schema) -> exp.Query | None:
    """What a statement reads, as a query with lower-case names and its views expanded; None where it is not known.

    An UPDATE or DELETE is the query of the rows that it changes.
    """
    if not begins_query(sql):
        return None
    try:
        tree = _query(normalize_identifiers(sqlglot.parse_one(sql, dialect=Verbatim), dialect="postgres"))
        return _expanded(tree, schema) if tree is not None else None
    except (SqlglotError, RecursionError):
        return None


def text(tree: exp.Expr) -> str:
    """A part of a query as SQL."""
    return tree.sql(dialect=Verbatim, normalize_functions=False)


def name(identifier: str) -> str:
    """A name as SQL writes it, in quotes only where they are needed."""
    if PLAIN.fullmatch(identifier) and identifier not in RESERVED:
        return identifier
    return '"' + identifier.replace('"', '""') + '"'


def _query(tree: exp.Expr) -> exp.Query | None:
    if isinstance(tree, exp.Query):
        return tree
    if isinstance(tree, exp.Insert):
        return _query(tree.expression) if isinstance(tree.expression, exp.Query) else None
    if not isinstance(tree, exp.Update | exp.Delete) or not isinstance(tree.this, exp.Table):
        return None
    values = [assignment.expression for assignment in tree.expressions if isinstance(assignment, exp.EQ)]
    query = exp.select(*(values or ["1"]), copy=False).from_(tree.this, copy=False)
    others = tree.args.get("using") or [tree.args["from_"].this] if tree.args.get("from_") else tree.args.get("using")
    for other in others or []:
        query = query.join(other, join_type="cross", copy=False)
    query.set("where", tree.args.get("where"))
    query.set("with_", tree.args.get("with_"))
    return query


def _expanded(tree: exp.Query, schema: Schema) -> exp.Query:
    """The query with its views replaced by what they stand for."""
    for _ in range(MOST_VIEWS):
        named = {cte.alias for cte in tree.find_all(exp.CTE)}
        for table in tree.find_all(exp.Table):
            view = schema.table(table.name, table.db or None) if table.db or table.name not in named else None
            if view and view.kind == "view" and view.definition:
                break
        else:
            return tree
        definition = sqlglot.parse_one(view.definition.rstrip().rstrip(";"), dialect=Verbatim)
        query = normalize_identifiers(definition, dialect="postgres")
        alias = exp.TableAlias(this=exp.to_identifier(table.alias_or_name))
        table.replace(exp.Subquery(this=query, alias=alias))
    return tree
