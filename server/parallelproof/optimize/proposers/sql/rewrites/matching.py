"""Rewrites as data: a shape to look for, guards, and what to write instead.

In `match` (one shape or several) and `replace`, a name that begins with an underscore stands for any expression, and
`_self` for the whole. The sides of a comparison may be swapped, and parentheses never hide a match.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sqlglot import exp

from .guards import GUARDS
from .known import Known
from .trees import Tree, bare, operand, parsed, text

Bound = dict[str, Tree]
_SWAPPABLE = (exp.EQ, exp.NEQ, exp.NullSafeEQ, exp.And, exp.Or)
_UNTOLD = frozenset({"safe", "big_int", "only_json_types", "_type", "input_type_preserved"})
_MIRRORED: dict[type[Tree], type[Tree]] = {exp.LT: exp.GT, exp.GT: exp.LT, exp.LTE: exp.GTE, exp.GTE: exp.LTE}


def rewritten(rule: Mapping[str, Any], node: Tree, known: Known) -> Iterator[Tree]:
    """What a node becomes by a rule of a pattern's `rewrites`, if it matches."""
    for shape in _shapes(rule):
        for bound in _unified(shape, node, {"_self": node}):
            if all(_holds(guard, node, bound, known) for guard in rule.get("guards", ())):
                yield filled(rule["replace"], bound)
                return


def roots(rule: Mapping[str, Any]) -> tuple[type[Tree], ...]:
    """Kinds of nodes that a rule can match."""
    kinds = {type(bare(shape)) for shape in _shapes(rule)}
    return tuple(kinds | {_MIRRORED[kind] for kind in kinds & set(_MIRRORED)})


def _shapes(rule: Mapping[str, Any]) -> list[Tree]:
    match = rule["match"]
    return [_shape(one) for one in (match if isinstance(match, list) else [match])]


@cache
def _shape(written: str) -> Tree:
    return parsed(written)


def _holds(guard: Mapping[str, Any], node: Tree, bound: Bound, known: Known) -> bool:
    return all(
        GUARDS[name](node, [bound[one] for one in (names if isinstance(names, list) else [names])], known)
        for name, names in guard.items()
    )


def filled(template: str, bound: Mapping[str, Tree]) -> Tree:
    """A template with the captured expressions in it."""
    tree = parsed(template)
    for hole in [one for one in tree.find_all(exp.Column) if _is_hole(one)]:
        new = bound[hole.name]
        inside = isinstance(hole.parent, exp.Binary | exp.Unary | exp.Cast | exp.Between)
        if isinstance(hole.parent, exp.Connector):
            inside = isinstance(new, exp.Connector)
        if isinstance(hole.parent, exp.Cast) and isinstance(new, exp.Cast) and new.to == hole.parent.to:
            new = new.this
        exchange = parsed(operand(new)) if inside else new.copy()
        if hole is tree:
            return exchange
        hole.replace(exchange)
    return parsed(text(tree))


def _is_hole(node: Tree) -> bool:
    return isinstance(node, exp.Column) and node.name.startswith("_") and not node.table


def _unified(shape: Tree, node: Tree, bound: Bound) -> Iterator[Bound]:
    """Ways to read a node as a shape."""
    shape, node = bare(shape), bare(node)
    if _is_hole(shape):
        if bound.get(shape.name, node) == node:
            yield bound | {shape.name: node}
        return
    if type(shape) in _MIRRORED and type(node) is _MIRRORED[type(shape)]:
        yield from _operands(shape, node, bound, mirrored=True)
    if type(shape) is not type(node):
        return
    if isinstance(shape, exp.Binary) and isinstance(node, exp.Binary) and not isinstance(shape, exp.JSONExtractScalar):
        yield from _operands(shape, node, bound, mirrored=False)
        if isinstance(shape, _SWAPPABLE):
            yield from _operands(shape, node, bound, mirrored=True)
        return
    yield from _arguments(shape, node, bound)


def _operands(shape: Tree, node: Tree, bound: Bound, *, mirrored: bool) -> Iterator[Bound]:
    left, right = (node.expression, node.this) if mirrored else (node.this, node.expression)
    for one in _unified(shape.this, left, bound):
        yield from _unified(shape.expression, right, one)


def _arguments(shape: Tree, node: Tree, bound: Bound) -> Iterator[Bound]:
    keys = [key for key in {*shape.args, *node.args} if key not in _UNTOLD]
    pairs = [(shape.args.get(key), node.args.get(key)) for key in sorted(keys)]
    yield from _all_unified(pairs, bound)


def _all_unified(pairs: list[tuple[Any, Any]], bound: Bound) -> Iterator[Bound]:
    if not pairs:
        yield bound
        return
    (mine, theirs), rest = pairs[0], pairs[1:]
    if isinstance(mine, exp.Expr) and isinstance(theirs, exp.Expr):
        for one in _unified(mine, theirs, bound):
            yield from _all_unified(rest, one)
    elif isinstance(mine, list) and isinstance(theirs, list):
        if len(mine) == len(theirs):
            yield from _all_unified([*zip(mine, theirs, strict=True), *rest], bound)
    elif (mine or None) == (theirs or None):
        yield from _all_unified(rest, bound)
