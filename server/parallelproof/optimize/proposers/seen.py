"""The proposer for lists that remember what was seen: a set, in their place or at their side, answers `in` at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...domain import Candidate, Pattern, Snapshot, Unit
from .guards import element_of
from .kinds import Kinds, hashable
from .match import Match
from .rewrite import candidate, fresh, spliced
from .scope import Scope
from .source import FunctionNode, Source, source_of
from .template import Capture

_HASHABLE = "type({0}) is str or type({0}) is list and set(map(type, {0})) <= {{int, float, str}}"


@dataclass(frozen=True, slots=True)
class Memory:
    """A local list, where it is made, asked and filled, and whether it is needed as a list as well."""

    name: str
    made: ast.Assign
    asked: tuple[ast.Name, ...]
    filled: tuple[ast.Call, ...]
    read: bool
    source_name: str | None
    """The collection that all its items come from; None where every item is known to be hashable."""


class Seen:
    """Gives lists that are only asked `in` a set."""

    name = "seen"

    def propose(self, snapshot: Snapshot, unit: Unit, patterns: Sequence[Pattern]) -> Iterator[Candidate]:
        """One candidate for each such list of the unit."""
        found = source_of(snapshot.text, unit)
        if ".append(" not in unit.source or found is None or found[0].scope(found[1]).opaque:
            return
        source, function = found
        if {"set", "map", "type"} & source.bound:
            return
        for pattern in patterns:
            for memory in _memories(source, function):
                text = _with_set(source, function, memory) if memory.read else _as_set(source, function, memory)
                new = candidate(unit, pattern, source.extent(memory.made), source.text, text)
                if new:
                    yield new


def _memories(source: Source, function: FunctionNode) -> Iterator[Memory]:
    scope = source.scope(function)
    for name in scope.names:
        stores = scope.stores(name)
        made = scope.parents[stores[0]] if len(stores) == 1 and scope.unaliased(name) else None
        if isinstance(made, ast.Assign) and len(made.targets) == 1 and source.code(made.value) in ("[]", "list()"):
            memory = _memory(source, scope, name, made)
            if memory and source.begins_line(source.extent(made)[0]):
                yield memory


def _memory(source: Source, scope: Scope, name: str, made: ast.Assign) -> Memory | None:
    asked, filled, others = [], [], 0
    for use in scope.uses(name):
        parent = scope.parents[use]
        match parent:
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[where]) if where is use:
                asked.append(use)
            case ast.Attribute(attr="append") if _is_statement(scope, parent):
                filled.append(scope.parents[parent])
            case ast.Assign():
                continue
            case _:
                if scope.mutates(use):
                    return None
                others += 1
    items = [scope.parents[use].left for use in asked] + [call.args[0] for call in filled]  # type: ignore[attr-defined]
    if not asked or not filled or not _is_repeated(scope, asked):
        return None
    origin = _origin(source, scope, items)
    calls = tuple(call for call in filled if isinstance(call, ast.Call))
    return Memory(name, made, tuple(asked), calls, others > 0, origin or None) if origin is not None else None


def _is_statement(scope: Scope, attribute: ast.Attribute) -> bool:
    call = scope.parents[attribute]
    plain = isinstance(call, ast.Call) and call.func is attribute and len(call.args) == 1 and not call.keywords
    return plain and isinstance(scope.parents[call], ast.Expr)


def _is_repeated(scope: Scope, asked: Sequence[ast.Name]) -> bool:
    return any(isinstance(node, ast.For | ast.While) for use in asked for node in scope.ancestors(use))


def _origin(source: Source, scope: Scope, items: Sequence[ast.expr]) -> str | None:
    """The one collection that items are taken from, "" where all can be hashed anyway, None where nobody knows."""
    kinds = Kinds(scope)
    if all(hashable(kinds.of(item)) for item in items):
        return ""
    first = items[0]
    if not isinstance(first, ast.Name) or any(not isinstance(one, ast.Name) or one.id != first.id for one in items):
        return None
    loops = (
        node.iter.id for node in scope.ancestors(first) if isinstance(node, ast.For) and isinstance(node.iter, ast.Name)
    )
    held = next(loops, None)
    whole = source.extent(scope.function)
    if held is None or held in scope.shared or scope.changes(held, whole):
        return None
    return held if all(_comes_from(source, scope, item, held) for item in items) else None


def _comes_from(source: Source, scope: Scope, item: ast.expr, held: str) -> bool:
    span = source.extent(item)
    match = Match(source, scope, span, {"X": Capture(*span, source.code(item))}, span)
    return element_of(match, "X", held)


def _as_set(source: Source, function: FunctionNode, memory: Memory) -> str:
    """The list becomes a set, where its items allow it."""
    value = source.extent(memory.made.value)
    if memory.source_name is None:
        added = [(*source.extent(call.func), f"{memory.name}.add") for call in memory.filled]
        return spliced(source, [(*value, "set()"), *added])
    remember = fresh("remember", source.scope(function).known)
    margin = source.margin(value[0])
    made = f"set() if {_HASHABLE.format(memory.source_name)} else []"
    line = f"\n{margin}{remember} = {memory.name}.add if type({memory.name}) is set else {memory.name}.append"
    added = [(*source.extent(call.func), remember) for call in memory.filled]
    return spliced(source, [(*value, made + line), *added])


def _with_set(source: Source, function: FunctionNode, memory: Memory) -> str:
    """The list stays, and a set with the same items stands beside it."""
    known = fresh("known", source.scope(function).known)
    value = source.extent(memory.made.value)
    changes = [(value[1], value[1], f"\n{source.margin(value[0])}{known} = {_made(memory)}")]
    changes += [(*source.extent(use), known) for use in memory.asked]
    for call in memory.filled:
        start, end = source.extent(call)
        margin, item = source.margin(start), source.code(call.args[0])
        add = f"{known}.add({item})"
        if memory.source_name:
            add = f"if {known} is not {memory.name}:\n{margin}{source.indent}{add}"
        changes.append((end, end, f"\n{margin}{add}"))
    return spliced(source, changes)


def _made(memory: Memory) -> str:
    if memory.source_name is None:
        return "set()"
    return f"set() if {_HASHABLE.format(memory.source_name)} else {memory.name}"
