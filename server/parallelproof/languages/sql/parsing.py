"""What is worth optimising as a query, as sqlglot reads it in the dialect of Postgres."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from .lexing import tokens

if TYPE_CHECKING:
    from sqlglot import Expr

_FIRST = frozenset({"select", "with", "update", "delete", "insert", "("})
_FROM = re.compile(r"\bfrom\b", re.IGNORECASE)
_CLOSE = re.compile(r"\S*")
_LONGEST_CHARS = 50_000


def parse(sql: str) -> Expr | None:
    """The tree of one statement; None where sqlglot does not know it."""
    # sqlglot takes a while to load, and most documents hold no SQL.
    import sqlglot
    from sqlglot.errors import SqlglotError

    sql = separated(sql)
    log = logging.getLogger("sqlglot")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        found = sqlglot.parse(sql, dialect="postgres")
    except (SqlglotError, RecursionError):
        return None
    finally:
        log.setLevel(level)
    return found[0] if len(found) == 1 else None


def separated(sql: str) -> str:
    """A statement with blanks where sqlglot would take `$1,$` for the beginning of a string in dollar quotes."""
    parts = []
    for token in tokens(sql, "numeric"):
        parts.append(token.text)
        if token.kind == "parameter" and (close := _CLOSE.match(sql, token.end)) and "$" in close[0]:
            parts.append(" ")
    return "".join(parts)


def begins_query(text: str) -> bool:
    """Whether the first word is one that begins a query, and others are there that it needs: a quick first look."""
    first = next((token.text.lower() for token in tokens(text) if token.is_code), "")
    if first not in _FIRST or len(text) > _LONGEST_CHARS:
        return False
    return first == "update" or _FROM.search(text) is not None


def summary(sql: str) -> str | None:
    """What a statement does in a few words, such as "select orders"; None where it is no query to optimise.

    Queries are SELECT (with WITH, UNION and so on), UPDATE, DELETE and INSERT ... SELECT that read a table: what reads
    none, as one that fills a table with made-up rows, or changes every row of one without a look at another, has
    nothing to be faster at. SELECT INTO makes a table, so it is none.
    """
    if not begins_query(sql):
        return None
    tree = parse(sql)
    return None if tree is None else _summary(tree)


def _summary(tree: Expr) -> str | None:
    from sqlglot import exp

    if isinstance(tree, exp.Query):
        verb, target = "select", None
        works = not any(select.args.get("into") for select in tree.find_all(exp.Select))
    elif isinstance(tree, exp.Update | exp.Delete):
        verb, target = type(tree).__name__.lower(), tree.find(exp.Table)
        target = tree.this if isinstance(tree.this, exp.Table) else target
        works = any(tree.args.get(key) for key in ("where", "from_", "using"))
    elif isinstance(tree, exp.Insert):
        verb, target = "insert", tree.find(exp.Table)
        target = tree.this.find(exp.Table) if tree.this else target
        works = isinstance(tree.expression, exp.Query) and any(one is not target for one in _tables(tree))
    else:
        return None
    wrong_in = any(
        isinstance(found.args.get("field"), exp.Parameter | exp.Placeholder) for found in tree.find_all(exp.In)
    )
    table = target or _first_table(tree)
    return f"{verb} {table.name}" if works and table is not None and not wrong_in else None


def _first_table(tree: Expr) -> Expr | None:
    """The first table that is read, best one that is no common table expression of the statement."""
    from sqlglot import exp

    main = tree.args.get("from_")
    tables = [*(_tables(main, tree) if main else ()), *_tables(tree)]
    named = (table for table in tree.find_all(exp.Table) if isinstance(table.this, exp.Identifier))
    return tables[0] if tables else next(named, None)


def _tables(tree: Expr, statement: Expr | None = None) -> list[Expr]:
    """The tables in a part of a statement, without its common table expressions and functions."""
    from sqlglot import exp

    common = {found.alias for found in (statement or tree).find_all(exp.CTE)}
    found = tree.find_all(exp.Table)
    return [one for one in found if isinstance(one.this, exp.Identifier) and one.name not in common]
