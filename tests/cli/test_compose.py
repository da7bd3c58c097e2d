"""Several wins of one file become one change, and what does not fit is left with its reason."""

from __future__ import annotations

from parallelproof.cli.compose import compose
from parallelproof.domain import (
    Candidate,
    Edit,
    Edits,
    Evidence,
    Measurement,
    Span,
    Strategy,
    Trial,
    Unit,
    UnitReport,
    Win,
)
from parallelproof.report.ranking import Offer

TEXT = '"""Doc."""\n\n\ndef one():\n    return 1\n\n\ndef two():\n    return 2\n'
IMPORT = Edit(Span(11, 11), "import math\n")


def offer(name: str, *edits: Edit) -> Offer:
    """A win of the named function that makes these edits."""
    unit = Unit("file:///x.py", name, name, "python", Span(0, 1), "")
    win = Win((Evidence("sampled", 1, ""),), Measurement(2, 1, 2, 2, 41), "time")
    trial = Trial(Candidate(unit, None, Strategy.BUILTIN, "rules", Edits(tuple(sorted(edits))), ""), win)
    return Offer(UnitReport(unit, (trial,)), trial, win)


def replace(old: str, new: str) -> Edit:
    at = TEXT.index(old)
    return Edit(Span(at, at + len(old)), new)


def test_an_import_that_both_need_is_inserted_once():
    made = compose(
        [
            offer("one", IMPORT, replace("return 1", "return math.e")),
            offer("two", IMPORT, replace("return 2", "return math.pi")),
        ]
    )
    text = made.change.apply(TEXT)
    assert text.count("import math") == 1 and "math.e" in text and "math.pi" in text and not made.left


def test_different_imports_at_one_place_both_stand():
    other = Edit(IMPORT.span, "import bisect\n")
    made = compose([offer("one", IMPORT), offer("two", other)])
    assert made.change.apply(TEXT) == TEXT[:11] + "import bisect\nimport math\n" + TEXT[11:]


def test_the_greater_of_two_overlapping_wins_is_taken_and_the_other_told_why():
    made = compose([offer("outer", replace("return 1", "return 0")), offer("inner", replace("turn 1", "turn 9"))])
    assert [one.unit.unit.name for one in made.taken] == ["outer"]
    ((left, by),) = made.left
    assert left.unit.unit.name == "inner" and by.name == "outer"
    assert made.change.apply(TEXT) == TEXT.replace("return 1", "return 0")


def test_lines_inserted_before_a_changed_function_stay_before_it():
    at = TEXT.index("def two")
    made = compose(
        [offer("two", replace("def two():", "def two() -> int:")), offer("one", Edit(Span(at, at), "X = 1\n"))]
    )
    assert "X = 1\ndef two() -> int:" in made.change.apply(TEXT) and not made.left


def test_two_insertions_within_one_line_would_be_a_guess():
    at = TEXT.index("return 1")
    made = compose([offer("one", Edit(Span(at, at), "a ")), offer("two", Edit(Span(at, at), "b "))])
    assert len(made.left) == 1
