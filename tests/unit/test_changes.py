"""An edit names the top-level definitions that it changed: never too few, and not what it only stands next to."""

from __future__ import annotations

import random

import pytest
from parallelproof.domain import Span
from parallelproof.languages.python.changes import places
from parallelproof.languages.python.syntax import encode, parse
from parallelproof.languages.python.units import PythonDocument

TEXT = """import os

def first(x):
    return second(x)
def second(x):
    return 1

class Cart:
    def total(self): return 1
"""
BITS = ["x", "\n", "# c\n", "    ", "def third(y):\n    return y\n", '"""', "(", ")", "@d\n", "if 1:\n", "é", "😀"]


@pytest.mark.parametrize(
    ("before", "new", "changed"),
    [
        ("", "# note\n", set()),
        ("", "import re\n", {""}),
        ("def first", "# note\n", set()),
        ("def first", "\n\n", set()),
        ("def first", "@cache\n", {"first"}),
        ("def first", "def zero(): pass\n", {"zero"}),
        ("def second", "x = 1\n", {""}),
        ("def second", "    y = 1\n", {"first"}),
        ("1\n\n", "2", {"second"}),
        ("total", "sub", {"Cart"}),
    ],
)
def test_an_edit_names_what_it_changed(before: str, new: str, changed: set[str]) -> None:
    at = TEXT.index(before)
    assert PythonDocument("file:///a.py", TEXT).edit(Span(at, at), new) == changed


def test_no_change_goes_unnamed_whatever_is_typed() -> None:
    dice = random.Random(1)
    for _ in range(1500):
        start = dice.randrange(len(TEXT) + 1)
        end = min(len(TEXT), start + dice.choice([0, 0, 0, 1, 5, 30]))
        new = "".join(dice.choices(BITS, k=dice.randrange(3)))
        names = PythonDocument("file:///a.py", TEXT).edit(Span(start, end), new)
        before, after = sources(TEXT), sources(TEXT[:start] + new + TEXT[end:])
        differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        assert differing <= names, (TEXT[:start], TEXT[start:end], new)


def sources(text: str) -> dict[str, set[bytes]]:
    """Every top-level definition and statement of a text parsed from nothing."""
    data, found = encode(text), dict[str, set[bytes]]()
    for name, source, _ in places(parse(data), 0, len(data)):
        found.setdefault(name, set()).add(source)
    return found
