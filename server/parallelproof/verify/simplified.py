"""A query in its simplest form by the constraints of its tables, and which of them that rests on.

Two queries with one form give the same rows on all data that the constraints allow. Only what is certain is simplified:
where a name is not clear, the text stays as it is, and then nothing is proved.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp
from sqlglot.errors import SqlglotError

from ..domain import Query, Schema
from .constraints import Claim
from .determinism import parsed
from .simplified_forms import settle
from .simplified_rules import RULES
from .simplified_scopes import Scopes, alias_of

_MOST = 50


@dataclass(frozen=True, slots=True)
class Simplified:
    """The text of a simplest form, and what has to be declared for it."""

    text: str
    claims: frozenset[Claim]


def simplified(query: Query, schema: Schema) -> Simplified | None:
    """The simplest form of a query; None where it is none, or cannot be read."""
    tree = parsed(query.sql)
    if not isinstance(tree, exp.Query) or tree.find(exp.Into, exp.Lock, exp.Insert, exp.Update, exp.Delete):
        return None
    try:
        return _form(tree, query, Scopes(tree, schema))
    except (SqlglotError, RecursionError):
        return None


def _form(tree: exp.Expr, query: Query, scopes: Scopes) -> Simplified:
    for parameter in tree.find_all(exp.Parameter):
        number = int(parameter.name) if parameter.name.isdigit() else 0
        if 0 < number <= len(query.parameters):
            parameter.set("this", exp.Literal.string(query.parameters[number - 1]))
    for column in tree.find_all(exp.Column):
        source = scopes.source(column)
        if not column.table and isinstance(source, exp.Table):
            column.set("table", exp.to_identifier(alias_of(source), quoted=True))
    claims: frozenset[Claim] = frozenset()
    for _ in range(_MOST):
        step = _step(tree, scopes)
        if step is None:
            break
        claims |= step
    settle(tree, scopes)
    return Simplified(tree.sql(dialect="postgres", comments=False), claims)


def _step(tree: exp.Expr, scopes: Scopes) -> frozenset[Claim] | None:
    for select in list(tree.find_all(exp.Select)):
        for rule in RULES:
            claims = rule(select, scopes)
            if claims is not None:
                return claims
    return None
