"""Units that a person wants left alone say so in a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain import Edit, Snapshot, Span, Unit
from .diagnostics import name_span

if TYPE_CHECKING:
    from .server import Server

_IGNORE = "parallelproof: ignore"
_COMMENT = {"python": "#", "sql": "--"}
_NOT_PLAIN = frozenset("#'\"")


def ignore_here(ls: Server, snapshot: Snapshot, unit: Unit) -> Edit:
    """A comment at the end of a plain header, else on a line of its own above."""
    line = ls.converter.line(snapshot.uri, snapshot.text, name_span(unit).start)
    header = snapshot.text[line.start : line.end]
    comment = f"{_COMMENT[snapshot.language]} {_IGNORE}"
    if header.endswith(":") and not _NOT_PLAIN.intersection(header):
        return Edit(Span(line.end, line.end), f"  {comment}")
    first = ls.converter.line(snapshot.uri, snapshot.text, unit.span.start)
    text = snapshot.text[first.start : first.end]
    indent = text[: len(text) - len(text.lstrip())]
    newline = "\r\n" if "\r\n" in snapshot.text else "\n"
    return Edit(Span(first.start, first.start), f"{indent}{comment}{newline}")
