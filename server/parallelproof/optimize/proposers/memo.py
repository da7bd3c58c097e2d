"""The proposer for pure functions that call themselves with the same arguments again and again.

The cache lives inside the call (`memo`), so that nothing outlives it; or, as a second variant, with the function.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from ...domain import Candidate, Pattern, Snapshot, Unit
from .imports import Import, imported
from .kinds import Kinds, hashable
from .purity import is_pure_recursion
from .rewrite import candidate, spliced
from .source import FunctionNode, Source, source_of
from .template import Capture, Unfit, moved


class Memo:
    """Puts a cache around recursion that repeats itself."""

    name = "memo"

    def propose(self, snapshot: Snapshot, unit: Unit, patterns: Sequence[Pattern]) -> Iterator[Candidate]:
        """One candidate for each pattern whose `cache` fits: `local`, or `lasting` for functions of the module."""
        found = source_of(snapshot.text, unit)
        own_name = unit.name.rpartition(".")[2]
        if found is None or unit.source.count(f"{own_name}(") < 2 or not is_pure_recursion(*found):
            return
        source, function = found
        for pattern in patterns:
            text = _text(source, function, str(pattern.spec.get("cache", "local")))
            new = candidate(unit, pattern, source.extent(function), source.text, text)
            if new:
                yield new


def _text(source: Source, function: FunctionNode, cache: str) -> str | None:
    nested = function not in source.tree.body
    whole = nested or cache == "lasting"
    typed = _is_typed(source, function, None if whole else _changing(function, _own_calls(function)))
    decorator = imported(source, "functools.cache" if typed else "functools.lru_cache")
    if decorator is None or (nested and (cache == "lasting" or _is_method(source, function))):
        return None
    used = decorator.use if typed else f"{decorator.use}(maxsize=None, typed=True)"
    if cache == "lasting" and not typed:
        return None
    if nested or cache == "lasting":
        return _decorated(source, function, used, decorator)
    return _wrapped(source, function, used, decorator)


def _is_typed(source: Source, function: FunctionNode, names: Iterable[str] | None = None) -> bool:
    """Whether parameters are each known to be of one kind that can be hashed: then types cannot mix in the cache."""
    kinds = Kinds(source.scope(function))
    return all(hashable(kinds.of_name(name)) for name in names or source.scope(function).parameters)


def _condition(names: Sequence[str]) -> str:
    """The test that the first arguments can be hashed, and are of types that cannot be mistaken for each other."""
    if len(names) == 1:
        return f"type({names[0]}) in (int, str)"
    return f"{{{', '.join(f'type({name})' for name in names)}}} <= {{int, str}}"


def _is_method(source: Source, function: FunctionNode) -> bool:
    return any(isinstance(node, ast.ClassDef) and function in node.body for node in ast.walk(source.tree))


def _decorated(source: Source, function: FunctionNode, used: str, decorator: Import) -> str:
    start = source.extent(function)[0]
    line = f"@{used}\n{source.margin(start)}"
    return spliced(source, [(start, start, line)], [decorator.line] if decorator.line else [])


def _wrapped(source: Source, function: FunctionNode, used: str, decorator: Import) -> str | None:
    """The function with its recursion moved into an inner, cached one; parameters that never change stay outside."""
    start, end = source.extent(function)
    body_start = source.line_start(source.extent(function.body[0])[0])
    calls = _own_calls(function)
    changing = _changing(function, calls)
    if not changing or not source.text[start:body_start].strip() or function.body[0].lineno == function.lineno:
        return None
    margin = source.margin(source.extent(function.body[0])[0])
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    inner_start = source.extent(first)[0]
    inner = next(name for name in ("solve", "solved", "recurse", "again") if name not in source.scope(function).known)
    from .renaming import renamed

    text = renamed(source.text[inner_start:end].replace("\r\n", "\n"), margin, function, inner, changing)
    try:
        body = moved(Capture(inner_start, end, text, margin), margin + source.indent)
    except Unfit:
        return None
    names = ", ".join(changing)
    lines = [f"def {inner}({names}):", f"{margin}{source.indent}{body}", ""]
    if _is_typed(source, function, changing):
        lines.insert(0, f"@{used}")
        lines[1] = margin + lines[1]
    else:
        lines += [f"{margin}if {_condition(changing)}:", f"{margin}{source.indent}{inner} = {used}({inner})"]
    new = "\n".join([*lines, f"{margin}return {inner}({names})"])
    return spliced(source, [(inner_start, end, new)], [decorator.line] if decorator.line else [])


def _own_calls(function: FunctionNode) -> list[ast.Call]:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == function.name]


def _changing(function: FunctionNode, calls: list[ast.Call]) -> list[str] | None:
    """The parameters that some recursive call changes, in order; None where a call is not plain."""
    names = [arg.arg for arg in function.args.args]
    if any(call.keywords or len(call.args) != len(names) for call in calls):
        return None
    return [
        name
        for at, name in enumerate(names)
        if any(not (isinstance(call.args[at], ast.Name) and call.args[at].id == name) for call in calls)  # type: ignore[attr-defined]
    ]
