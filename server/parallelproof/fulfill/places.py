"""Where something stands after an edit elsewhere, and that it no longer stands after an edit to it."""

from __future__ import annotations

from dataclasses import dataclass

from ..domain import Edit, Span


@dataclass(frozen=True, slots=True)
class Applied:
    """An edit that was made, and whether it made one name of what was there and what is new, before it and after it.

    `lines` are those that it touched, as they are now.
    """

    edit: Edit
    joins_before: bool
    joins_after: bool
    lines: str

    @classmethod
    def to(cls, text: str, edit: Edit) -> tuple[Applied, str]:
        """Make an edit to a text."""
        end = edit.span.start + len(edit.text)
        new = text[: edit.span.start] + edit.text + text[edit.span.end :]
        line_end = new.find("\n", end)
        lines = new[new.rfind("\n", 0, edit.span.start) + 1 : len(new) if line_end < 0 else line_end]
        return cls(edit, _is_within_name(new, edit.span.start), _is_within_name(new, end), lines), new


def after(span: Span, applied: Applied) -> Span | None:
    """Where a span is after an edit; None if the edit changed it, or made its first or last name longer."""
    edit = applied.edit
    if edit.span.start < span.end and edit.span.end > span.start:
        return None
    if edit.span.start >= span.end:
        return None if edit.span.start == span.end and applied.joins_before else span
    return None if edit.span.end == span.start and applied.joins_after else around(span, edit)


def around(span: Span, edit: Edit) -> Span:
    """Where a region is after an edit, which it grows and shrinks with."""
    shift = len(edit.text) - (edit.span.end - edit.span.start)
    if edit.span.start >= span.end:
        return span
    if edit.span.end <= span.start:
        return Span(span.start + shift, span.end + shift)
    return Span(min(span.start, edit.span.start), max(span.end, edit.span.end) + shift)


def in_common(one: str, other: str) -> int:
    """How many characters the two begin with in common, by halving: comparing slices is quick."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _is_within_name(text: str, at: int) -> bool:
    return 0 < at < len(text) and _is_name(text[at - 1]) and _is_name(text[at])


def _is_name(character: str) -> bool:
    return character.isalnum() or character == "_"
