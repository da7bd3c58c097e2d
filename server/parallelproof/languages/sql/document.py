"""A `.sql` file that is open: where its queries stand while it is edited. To find them takes long, so others do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...domain import Edit, Span, Unit


class SqlDocument:
    """The queries that were found last, moved along with every edit; those that an edit touches are gone."""

    def __init__(self) -> None:
        self._units: list[Unit] = []

    def found(self, units: list[Unit]) -> None:
        """These are the queries of the text as it is now."""
        self._units = units

    def units(self, within: Span | None = None) -> list[Unit]:
        """The queries, those that a span touches alone if one is given."""
        return [unit for unit in self._units if within is None or unit.span.touches(within)]

    def edit(self, span: Span, text: str) -> frozenset[str]:
        """Replace a span by a text. No query rests on another, so no other name is changed by it."""
        shift = len(text) - (span.end - span.start)
        kept = []
        for unit in self._units:
            if span.start >= unit.span.end:
                kept.append(unit)
            elif span.end <= unit.span.start:
                kept.append(replace(unit, span=Span(unit.span.start + shift, unit.span.end + shift)))
        self._units = kept
        return frozenset()

    @staticmethod
    def statement(before: str, edit: Edit, after: str) -> Span | None:
        """What stood between the semicolons around an edit; None where only comments and blank lines changed."""
        start, end = edit.span.start, edit.span.end
        following = before.find(";", end)
        around = Span(before.rfind(";", 0, start) + 1, following if following >= 0 else len(before))
        if _are_lines(before, edit):
            changed = f"{before[start:end]}\n{edit.text}"
        else:
            grown = len(after) - len(before)
            old = _lines(before, around, start, end)
            changed = f"{old}\n{_lines(after, Span(around.start, around.end + grown), start, end + grown)}"
        is_comment = all(not line.strip() or line.lstrip().startswith("--") for line in changed.split("\n"))
        return None if is_comment else around

    def prepare(self) -> Iterator[None]:
        """Nothing to do ahead."""
        return iter(())


def _are_lines(text: str, edit: Edit) -> bool:
    """Whether an edit takes whole lines away, or puts whole lines there, or both."""
    parts = text[: edit.span.start], text[edit.span.start : edit.span.end], edit.text
    return all(not part or part.endswith("\n") for part in parts)


def _lines(text: str, within: Span, start: int, end: int) -> str:
    """The lines that what lies between two offsets touches."""
    following = text.find("\n", end, within.end)
    line = text.rfind("\n", within.start, start) + 1
    return text[line or within.start : following if following >= 0 else within.end]
