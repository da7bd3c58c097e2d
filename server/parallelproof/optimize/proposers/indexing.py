"""The proposer for loops that count through a sequence only to look its items up: they can go through the items."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from keyword import iskeyword

from ...domain import Candidate, Pattern, Snapshot, Unit
from .guards import length_of
from .kinds import Kinds
from .match import Match
from .rewrite import candidate, spliced
from .scope import COMPREHENSIONS, Scope
from .source import FunctionNode, Source, source_of
from .template import Capture, Unfit, moved

Loop = ast.For | ast.comprehension


class Indexing:
    """Turns `for i in range(len(xs))` with `xs[i]` into `for x in xs`, or `enumerate(xs)` where `i` is needed too."""

    name = "indexing"

    def propose(self, snapshot: Snapshot, unit: Unit, patterns: Sequence[Pattern]) -> Iterator[Candidate]:
        """One candidate for all such loops of the unit, and one for each alone."""
        found = source_of(snapshot.text, unit)
        if "range(" not in unit.source or found is None or found[0].scope(found[1]).opaque or "range" in found[0].bound:
            return
        source, function = found
        loops = (_edit(source, function, loop, span) for loop, span in _loops(source, function))
        edits = [edit for edit in loops if edit]
        for pattern in patterns:
            for group in (edits, *([edit] for edit in edits if len(edits) > 1)):
                if group:
                    at = (group[0][0][0], group[0][0][1])
                    new = candidate(unit, pattern, at, source.text, _applied(source, group))
                    if new:
                        yield new


def _applied(source: Source, group: Sequence[list[tuple[int, int, str]]]) -> str | None:
    try:
        return spliced(source, [change for edit in group for change in edit])
    except Unfit:
        return None


def _loops(source: Source, function: FunctionNode) -> Iterator[tuple[Loop, tuple[int, int]]]:
    """Loops and comprehension clauses with the range in which their variable lives."""
    for node in ast.walk(function):
        if not isinstance(node, ast.For | COMPREHENSIONS) or source.innermost(*source.extent(node)) is not function:
            continue
        if isinstance(node, ast.For):
            yield from [] if node.orelse else [(node, source.extent(node))]
        elif len(node.generators) == 1:
            yield node.generators[0], source.extent(node)


def _edit(
    source: Source, function: FunctionNode, loop: Loop, span: tuple[int, int]
) -> list[tuple[int, int, str]] | None:
    scope, index = source.scope(function), loop.target
    if not isinstance(index, ast.Name) or not _is_plain_range(loop.iter):
        return None
    size = loop.iter.args[0]  # type: ignore[attr-defined]
    for held in _held(scope, index.id, span):
        if _counts_through(source, scope, size, held, span) and _safe(scope, loop, index.id, held, span):
            changes = _changes(source, scope, loop, held, span)
            kind = Kinds(scope).of_name(held)
            known = kind is not None and kind.name in ("list", "tuple", "str", "bytes", "range")
            return changes if known or changes is None else _guarded(source, loop, held, span, changes)
    return None


def _guarded(
    source: Source, loop: Loop, held: str, span: tuple[int, int], changes: list[tuple[int, int, str]]
) -> list[tuple[int, int, str]] | None:
    """A loop that goes through the items of a list, and by index through anything else that has a length."""
    test = f"if type({held}) is list:"
    start, end = span
    if not isinstance(loop, ast.For) or not source.begins_line(start) or test in source.text:
        return None
    margin, text = source.margin(start), source.text[start:end].replace("\r\n", "\n")
    local = [(a - start, b - start, new) for a, b, new in changes]
    fast = _spliced_text(source.text[start:end], local).replace("\r\n", "\n")
    deeper = margin + source.indent
    try:
        quick, slow = (moved(Capture(start, end, one, margin), deeper) for one in (fast, text))
    except Unfit:
        return None
    return [(start, end, f"{test}\n{deeper}{quick}\n{margin}else:\n{deeper}{slow}")]


def _spliced_text(text: str, changes: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _is_plain_range(node: ast.expr) -> bool:
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"
    return called and len(node.args) == 1 and not node.keywords  # type: ignore[attr-defined]


def _items(scope: Scope, index: str, held: str, span: tuple[int, int]) -> list[ast.Subscript]:
    """Every `held[index]` in a range."""
    parents = (scope.parents[use] for use in scope.uses(index, span))
    return [
        node
        for node in parents
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == held
    ]


def _held(scope: Scope, index: str, span: tuple[int, int]) -> list[str]:
    parents = [scope.parents[use] for use in scope.uses(index, span)]
    names = [node.value.id for node in parents if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)]
    return sorted(set(names), key=names.index)


def _counts_through(source: Source, scope: Scope, size: ast.expr, held: str, span: tuple[int, int]) -> bool:
    start, end = source.extent(size)
    match = Match(source, scope, span, {"N": Capture(start, end, source.text[start:end])}, span)
    return length_of(match, "N", held)


def _safe(scope: Scope, loop: Loop, index: str, held: str, span: tuple[int, int]) -> bool:
    """Whether neither the sequence nor the index changes in the loop, and nobody needs the index afterwards."""
    if index in scope.shared or held in scope.shared or scope.changes(held, span):
        return False
    if len(scope.stores(index, span)) != 1 or not (held in scope.parameters or scope.stores(held)):
        return False
    return isinstance(loop, ast.comprehension) or scope.dead_after(index, span)


def _changes(
    source: Source, scope: Scope, loop: Loop, held: str, span: tuple[int, int]
) -> list[tuple[int, int, str]] | None:
    index = loop.target.id  # type: ignore[attr-defined]
    items = _items(scope, index, held, span)
    others = len(scope.uses(index, span)) - len(items) - 1
    if others and len(items) < 2:
        return None
    item = _item_name(scope, held)
    if item is None:
        return None
    start, end = source.extent(loop.target)[0], source.extent(loop.iter)[1]
    head = f"{index}, {item} in enumerate({held})" if others else f"{item} in {held}"
    return [(start, end, head), *((*source.extent(node), item) for node in items)]


def _item_name(scope: Scope, held: str) -> str | None:
    singular = held[:-1] if held.endswith("s") and len(held) > 3 and not held.endswith("ss") else "item"
    free = (name for name in (singular, "item", f"{held}_item") if name not in scope.known)
    return next((name for name in free if not iskeyword(name) and not hasattr(builtins, name)), None)
