"""An edit names the top-level definitions that it changed: never too few, and not what it only stands next to."""

from __future__ import annotations

import random
import re

import pytest
from parallelproof.domain import Span
from parallelproof.languages.python.bindings import bound_names, leaves
from parallelproof.languages.python.syntax import encode, parse
from parallelproof.languages.python.units import PythonDocument, units

TEXT = """import os

def first(x):
    return second(x)
def second(x):
    return 1

LIMIT = 3

class Cart:
    def total(self): return 1
"""
LONG = "".join(re.sub(r"(first|second|LIMIT|Cart)", rf"\1_{number}", TEXT) for number in range(60))
"""Long enough to be parsed in several stretches."""
BITS = ["x", "\n", "# c\n", "    ", "def third(y):\n    return y\n", '"""', "(", ")", "@d\n", "if 1:\n", "é", "😀"]


@pytest.mark.parametrize(
    ("before", "new", "changed"),
    [
        ("", "# note\n", set()),
        ("", "import re\n", {"re"}),
        ("", "print()\n", {""}),
        ("def first", "# note\n", set()),
        ("def first", "\n\n", set()),
        ("def first", "@cache\n", {"first"}),
        ("def first", "def zero(): pass\n", {"zero"}),
        ("def second", "x = 1\n", {"x"}),
        ("def second", "x[0] = 1\n", {""}),
        ("def second", "    y = 1\n", {"first"}),
        ("1\n\n", "2", {"second"}),
        ("3\n", "2", {"LIMIT"}),
        ("total", "sub", {"Cart"}),
    ],
)
def test_an_edit_names_what_it_changed(before: str, new: str, changed: set[str]) -> None:
    at = TEXT.index(before)
    assert PythonDocument("file:///a.py", TEXT).edit(Span(at, at), new) == changed


def test_a_call_that_is_being_typed_leaves_the_definitions_below_standing() -> None:
    document = PythonDocument("file:///a.py", TEXT)
    assert typed(document, TEXT.index("x)\ndef"), '"a", [f(') == {"first"}


def test_a_function_that_is_being_typed_leaves_its_neighbours_standing() -> None:
    document = PythonDocument("file:///a.py", TEXT)
    names = typed(document, TEXT.index("\nLIMIT"), "def third(a): pass")
    assert "third" in names
    assert not names & {"", "first", "second", "LIMIT", "Cart"}


def test_what_is_edited_while_the_text_is_broken_elsewhere_is_named_at_once() -> None:
    document = PythonDocument("file:///a.py", TEXT)
    document.edit(Span(TEXT.index("x)\ndef"), TEXT.index("x)\ndef")), "((")
    at = document.text.index("1\n\n")
    assert "second" in document.edit(Span(at, at + 1), "2")


@pytest.mark.parametrize(("begun", "times", "least"), [(TEXT, 900, 300), (LONG, 150, 40)], ids=["short", "long"])
def test_no_change_goes_unnamed_whatever_is_typed(begun: str, times: int, least: int) -> None:
    dice = random.Random(1)
    whole = 0
    for _ in range(times):
        document, last, named = PythonDocument("file:///a.py", begun), begun, set[str]()
        for _ in range(6):
            start = dice.randrange(len(document.text) + 1)
            end = min(len(document.text), start + dice.choice([0, 0, 0, 1, 5, 30]))
            new = "".join(dice.choices(BITS, k=dice.randrange(3)))
            named |= document.edit(Span(start, end), new)
            if not parse(encode(document.text)).root_node.has_error:
                before, after = sources(last), sources(document.text)
                assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} <= named
                last, named, whole = document.text, set(), whole + 1
    assert whole > least


def test_a_long_text_has_the_units_of_one_that_is_read_at_once_whenever_it_is_whole() -> None:
    dice = random.Random(2)
    document, kept = PythonDocument("file:///a.py", LONG), LONG
    for _ in range(60):
        at = dice.randrange(len(kept))
        typed(document, at, dice.choice(['"""', "(", "é = (", "def third(", "if 1:\n", "    "]))
        document.edit(Span(at, at + len(document.text) - len(kept)), "")
        new = dice.choice(BITS)
        document.edit(Span(at, at), new)
        if parse(encode(document.text)).root_node.has_error:
            document.edit(Span(at, at + len(new)), "")
        kept = document.text
        assert document.units() == units(kept, "file:///a.py")


def typed(document: PythonDocument, at: int, text: str) -> set[str]:
    """All that is named while a text is typed, one character after the other."""
    names: set[str] = set()
    for offset, character in enumerate(text, at):
        names |= document.edit(Span(offset, offset), character)
    return names


def sources(text: str) -> dict[str, list[str]]:
    """Every definition and statement of a text parsed from nothing."""
    found: dict[str, list[str]] = {}
    for leaf in leaves(parse(encode(text)).root_node):
        for name in bound_names(leaf):
            found.setdefault(name, []).append((leaf.text or b"").decode())
    return found
