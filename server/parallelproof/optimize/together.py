"""Several wins of one document as one change."""

from __future__ import annotations

from collections.abc import Iterable

from ..domain import Edit, Edits


def together(changes: Iterable[tuple[str, Edits]]) -> tuple[Edits, tuple[str, ...]]:
    """The changes of units that go together, earlier ones first, and the names of those units.

    What two of them add at the same place, such as an import, is added once. One that changes what another changes too
    is left out, as are changes of a database alone.
    """
    chosen: list[Edit] = []
    names: list[str] = []
    for name, change in changes:
        if change.edits and not any(_conflict(one, other) for one in change.edits for other in chosen):
            chosen += [edit for edit in change.edits if edit not in chosen]
            names.append(name)
    return Edits(tuple(sorted(chosen, key=lambda edit: edit.span))), tuple(names)


def _conflict(one: Edit, other: Edit) -> bool:
    first, second = one.span, other.span
    return one != other and first.start < second.end and second.start < first.end
