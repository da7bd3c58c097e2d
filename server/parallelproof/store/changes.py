"""A change as the store keeps it, made of the unit alone: a report does not hold the document it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from typing import Any

from ..domain import DDL, Candidate, Change, Edit, Setting

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


def diff(candidate: Candidate) -> str:
    """The unit before and after as a unified diff, lines counted from the unit's first; then what else is written."""
    after, elsewhere = candidate.rewritten()
    lines = list(unified_diff(candidate.unit.source.splitlines(), after.splitlines(), lineterm=""))[2:]
    return "\n".join([*lines, *_elsewhere(elsewhere)])


def _elsewhere(edits: Sequence[Edit]) -> Iterator[str]:
    if edits:
        yield _ELSEWHERE
    for edit in edits:
        yield from (f"+{line}" for line in edit.text.splitlines() if line.strip())
