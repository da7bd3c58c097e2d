"""Fewer lines for what sqlglot lays out: what fits on one line stands on one."""

from __future__ import annotations

from dataclasses import dataclass, field

from .lexing import tokens


@dataclass(slots=True)
class _Line:
    """A line and those that are indented below it, then what closes it with what is below that, and so on."""

    text: str
    below: list[_Line] = field(default_factory=list)
    closes: _Line | None = None


def compact(text: str, step: int, width: int) -> str:
    """The same text with lines joined to the one above wherever all that is indented below it fits into the width."""
    if any("\n" in token.text for token in tokens(text) if token.kind != "space"):
        return text
    return "\n".join(written for line in _tree(text.split("\n")) for written in _written(line, 0, step, width))


def _tree(lines: list[str]) -> list[_Line]:
    top = _Line("")
    open_lines = [(-1, top)]
    for text in lines:
        depth, line = len(text) - len(text.lstrip()), _Line(text.strip())
        while open_lines[-1][0] > depth:
            open_lines.pop()
        if open_lines[-1][0] == depth:
            _, before = open_lines.pop()
            if line.text.startswith(")"):
                before.closes = line
                open_lines.append((depth, line))
                continue
        open_lines[-1][1].below.append(line)
        open_lines.append((depth, line))
    return top.below


def _written(line: _Line, depth: int, step: int, width: int) -> list[str]:
    flat = _flat(line)
    if depth + len(flat) <= width:
        return [" " * depth + flat]
    below = (written for inner in line.below for written in _written(inner, depth + step, step, width))
    rest = _written(line.closes, depth, step, width) if line.closes else []
    return [" " * depth + line.text, *below, *rest]


def _flat(line: _Line) -> str:
    text = line.text
    for inner in line.below:
        text += ("" if text.endswith("(") else " ") + _flat(inner)
    if line.closes:
        text += _flat(line.closes)
    return text
