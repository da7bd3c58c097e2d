"""From a pattern to the texts that it makes of a statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sqlglot.errors import SqlglotError

from .....domain import Pattern, Schema
from . import matching
from .known import Known
from .splice import spliced
from .table import REWRITES
from .trees import Tree, Unfit, exchanged, parse, parsed, text

_MOST_SITES = 8
Rule = Callable[[Tree, Known], Iterator[Tree | str]]


def rewrites(sql: str, schema: Schema, pattern: Pattern) -> Iterator[str]:
    """Texts that a statement becomes: all places where the pattern fits at once, then each alone."""
    root = parse(sql)
    if root is None:
        return
    trees = list(_alone(root, schema, pattern))
    if len(trees) > 1 and (whole := _everywhere(trees[0], schema, pattern)) is not None:
        trees.insert(0, whole)
    yield from dict.fromkeys(spliced(sql, root, tree) for tree in trees)


def _everywhere(tree: Tree, schema: Schema, pattern: Pattern) -> Tree | None:
    """The tree after rewriting one place after the other, until none is left."""
    for _ in range(_MOST_SITES):
        step = next(_alone(tree, schema, pattern), None)
        if step is None:
            return tree
        tree = step
    return None


def _alone(root: Tree, schema: Schema, pattern: Pattern) -> Iterator[Tree]:
    """Trees with one place rewritten, as they are read again."""
    known = Known(root, schema)
    before, done = text(root), set[int]()
    for kinds, rule in _rules(pattern):
        for node in [one for one in root.walk() if isinstance(one, kinds) and id(one) not in done]:
            try:
                for new in rule(node, known):
                    done.add(id(node))
                    tree = exchanged(root, node, parsed(new) if isinstance(new, str) else new)
                    again = parse(text(tree))
                    if again is not None and text(again) != before:
                        yield again
            except (Unfit, SqlglotError):
                continue


def _rules(pattern: Pattern) -> Iterator[tuple[tuple[type[Tree], ...], Rule]]:
    name = pattern.spec.get("rewrite")
    if isinstance(name, str):
        yield REWRITES[name]
    written = pattern.spec.get("rewrites")
    for data in written if isinstance(written, list) else ():
        yield matching.roots(data), partial(matching.rewritten, data)
