"""A change as the store keeps it, made of the unit alone: a report does not hold the document it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

from ..domain import DDL, Change, Edit, Edits, Setting, Span, Unit

_ELSEWHERE = "@@ elsewhere in the document @@"


def change(value: Change) -> dict[str, Any]:
    """What a change does beside the edits, which `diff` shows."""
    match value:
        case DDL(statements, undo):
            return {"kind": "ddl", "statements": list(statements), "undo": list(undo)}
        case Setting(values):
            return {"kind": "setting", "values": dict(values)}
        case _:
            return {"kind": "edits"}


def diff(unit: Unit, value: Change) -> str:
    """The unit before and after as a unified diff, lines counted from the unit's first; then what else is written."""
    inside = [edit for edit in value.edits if _is_within(edit.span, unit.span)]
    shifted = (Edit(Span(e.span.start - unit.span.start, e.span.end - unit.span.start), e.text) for e in inside)
    after = Edits(tuple(shifted)).apply(unit.source)
    lines = list(unified_diff(unit.source.splitlines(), after.splitlines(), lineterm=""))[2:]
    return "\n".join([*lines, *_elsewhere([edit for edit in value.edits if edit not in inside])])


def _elsewhere(edits: list[Edit]) -> Iterator[str]:
    if edits:
        yield _ELSEWHERE
    for edit in edits:
        yield from (f"+{line}" for line in edit.text.splitlines() if line.strip())


def _is_within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
