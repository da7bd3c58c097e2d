"""The same new objects with the same fields."""

from dataclasses import dataclass


@dataclass
class Line:
    number: int
    text: str


def old(text: str) -> list[Line]:
    lines = []
    number = 1
    for part in text.split("\n"):
        lines.append(Line(number, part.rstrip()))
        number += 1
    return lines


def new(text: str) -> list[Line]:
    return [Line(number, part.rstrip()) for number, part in enumerate(text.split("\n"), 1)]
