"""Statements as sqlglot trees: read, written, taken apart and put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from .words import HARMLESS

DIALECT = "postgres"
Tree = exp.Expr

_CHANGING = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Command, exp.Into, exp.Lock, exp.TableSample)
_VOLATILE = (exp.Rand, exp.Randn, exp.Uuid, exp.NextValueFor)


class Unfit(Exception):
    """A rewrite does not fit a place after all."""


@lru_cache(maxsize=8)
def parse(sql: str) -> Tree | None:
    """The tree of one query that only reads and calls only functions we know; None for anything else.

    All patterns share it: it is read, and copied before anything is changed.
    """
    try:
        trees = sqlglot.parse(sql, dialect=DIALECT)
    except (SqlglotError, RecursionError):
        return None
    if len(trees) != 1 or not isinstance(trees[0], exp.Select | exp.SetOperation):
        return None
    return trees[0] if all(map(_is_plain, trees[0].walk())) else None


def _is_plain(node: Tree) -> bool:
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower() in HARMLESS
    return not isinstance(node, (*_CHANGING, *_VOLATILE))


def parsed(sql: str) -> Tree:
    """The tree of SQL that we wrote ourselves: a query or an expression."""
    return sqlglot.parse_one(sql, dialect=DIALECT)


def text(*nodes: Tree) -> str:
    """SQL of nodes, with commas between them."""
    return ", ".join(node.sql(dialect=DIALECT, comments=False) for node in nodes)


def bare(node: Tree) -> Tree:
    """What stands inside parentheses."""
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def operand(node: Tree) -> str:
    """SQL of a node that can stand beside any operator."""
    return f"({text(node)})" if isinstance(node, exp.Binary | exp.Unary | exp.Predicate | exp.Case) else text(node)


def conjuncts(condition: Tree | None) -> list[Tree]:
    """The conditions that a condition joins by AND, without their parentheses."""
    if condition is None:
        return []
    if isinstance(condition, exp.Where | exp.Having):
        return conjuncts(condition.this)
    inner = bare(condition)
    return conjuncts(inner.left) + conjuncts(inner.right) if isinstance(inner, exp.And) else [inner]


def disjuncts(condition: Tree) -> list[Tree]:
    """The conditions that a condition joins by OR, without their parentheses."""
    inner = bare(condition)
    return disjuncts(inner.left) + disjuncts(inner.right) if isinstance(inner, exp.Or) else [inner]


def all_of(conditions: Iterable[Tree | str]) -> str:
    """SQL that joins conditions by AND; TRUE for none."""
    parts = [one if isinstance(one, str) else f"({text(one)})" if _is_loose(one) else text(one) for one in conditions]
    return " AND ".join(parts) or "TRUE"


def _is_loose(node: Tree) -> bool:
    return isinstance(node, exp.Or | exp.Xor)


def clause(keyword: str, conditions: Sequence[Tree | str]) -> str:
    """A clause such as WHERE with conditions; empty for none."""
    return f" {keyword} {all_of(conditions)}" if conditions else ""


def is_filter(node: Tree) -> bool:
    """Whether it does not matter if a condition is false or NULL: it decides, through AND and OR, which rows stay."""
    above = node.parent
    while isinstance(above, exp.And | exp.Or | exp.Paren):
        node, above = above, above.parent
    return isinstance(above, exp.Where | exp.Having) or (isinstance(above, exp.Join) and above.args.get("on") is node)


def within(node: Tree, *kinds: type[Tree]) -> Iterator[Tree]:
    """Nodes of some kinds in a node, not those inside its subqueries; itself included."""
    for one in node.walk(prune=lambda inner: inner is not node and isinstance(inner, exp.Query)):
        if isinstance(one, kinds) and (one is node or not isinstance(one, exp.Query)):
            yield one


def has(node: Tree | None, *kinds: type[Tree]) -> bool:
    """Whether a node holds one of some kinds, outside its subqueries."""
    return node is not None and any(True for _ in within(node, *kinds))


def exchanged(root: Tree, node: Tree, new: Tree) -> Tree:
    """A copy of a tree with one of its nodes exchanged."""
    if node is root:
        return new
    copy = root.copy()
    twin = next(twin for old, twin in zip(root.walk(), copy.walk(), strict=True) if old is node)
    while isinstance(twin.parent, exp.Paren) and isinstance(twin.parent.parent, exp.Connector | exp.Where | exp.Join):
        twin = twin.parent
    above = twin.parent
    if isinstance(new, exp.Connector) and isinstance(above, exp.Connector | exp.Not) and type(above) is not type(new):
        new = exp.Paren(this=new)
    twin.replace(new)
    return copy


def name_of(identifier: object) -> str:
    """A name as the database keeps it: unquoted ones in lower case."""
    if isinstance(identifier, exp.Identifier):
        name = str(identifier.this)
        return name if identifier.args.get("quoted") else name.lower()
    return str(identifier or "").lower()
