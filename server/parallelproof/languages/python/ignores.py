"""Comments that switch ParallelProof off: `# parallelproof: ignore`, `ignore[pattern, ...]` and `ignore-file`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ...domain import Span

_TOP_LINES = 20


@dataclass(frozen=True, slots=True)
class Ignored:
    """What the comments of one text switch off. An empty set of patterns means all of them."""

    file: bool = False
    ranges: tuple[tuple[Span, frozenset[str]], ...] = ()

    def covers(self, at: int, pattern: str | None = None) -> bool:
        """Whether what begins at the offset is switched off for the pattern; without one: for every pattern."""
        return self.file or any(
            span.start <= at < span.end and (not patterns or pattern in patterns) for span, patterns in self.ranges
        )


@dataclass(frozen=True, slots=True)
class Headed:
    """A definition and its header, in code points of the text."""

    span: Span
    head_end: int


def read(text: str, definitions: Iterable[Headed], comments: Iterable[int] | None = None, mark: str = "#") -> Ignored:
    """The ignore comments of a text; `mark` begins a comment in its language.

    One on a header (decorators included) or on the line above it holds for the definition; any other holds for its own
    line, or for the next if it has the line to itself. `comments`, if given, are the offsets of the true ones.
    """
    true = None if comments is None else frozenset(comments)
    found = [match for match in _comment(mark).finditer(text) if true is None or match.start() in true]
    if not found:
        return Ignored()
    definitions = list(definitions)
    whole = any(match[1].lower() == "-file" and _is_near_top(text, match.start()) for match in found)
    lines = [match for match in found if match[1].lower() != "-file"]
    return Ignored(
        whole, tuple((_range(text, match.start(), definitions, mark), _patterns(match[1])) for match in lines)
    )


def offsets(text: str, mark: str = "#") -> list[int]:
    """Where something that looks like an ignore comment begins."""
    return [match.start() for match in _comment(mark).finditer(text)]


@cache
def _comment(mark: str) -> re.Pattern[str]:
    return re.compile(mark + r"[ \t]*parallelproof:[ \t]*ignore(-file\b|\[[^\]\n]*\]|\b)", re.IGNORECASE)


def _is_near_top(text: str, at: int) -> bool:
    return text.count("\n", 0, at) < _TOP_LINES


def _patterns(bracket: str) -> frozenset[str]:
    return frozenset(name.strip() for name in bracket.strip("[]").split(",") if name.strip())


def _range(text: str, at: int, definitions: list[Headed], mark: str) -> Span:
    line = text.rfind("\n", 0, at) + 1
    end = _line_end(text, at)
    if not text[line:at].strip():
        line, end = _next_code_line(text, end, mark)
    for definition in definitions:
        if text.rfind("\n", 0, definition.span.start) + 1 <= line <= definition.head_end:
            return definition.span
    return Span(line, end)


def _next_code_line(text: str, end: int, mark: str) -> tuple[int, int]:
    """The line that a comment with a line of its own speaks of: the one below, other comments skipped."""
    line = min(end + 1, len(text))
    end = _line_end(text, line)
    while end < len(text) and text[line:end].lstrip().startswith(mark):
        line, end = end + 1, _line_end(text, end + 1)
    return line, end


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
