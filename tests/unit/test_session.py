"""What is shown stands while what it rests on stands: an edit moves it, withdraws it, or lets it be."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from parallelproof.domain import (
    Candidate,
    Edit,
    Edits,
    Finding,
    Measurement,
    Reach,
    Snapshot,
    Span,
    Strategy,
    Trial,
    UnitReport,
    Win,
)
from parallelproof.session import Session
from parallelproof.settings import Settings

HERE, THERE = Path("/shop/orders.py"), Path("/shop/keys.py")
TEXT = """import math


def key(item):
    return item


def total(items):
    result = 0
    for item in items:
        result += key(item)
    return result


def other():
    return 1
"""
MEASURED = Measurement(1.0, 0.5, 2.0, 1.9, 21)


def session() -> Session:
    """A session with two open files and a win in the first, which calls a function of each, and adds an import."""
    made = Session(Settings(trusted=True))
    made.open(Snapshot(HERE.as_uri(), 1, "python", TEXT))
    made.open(Snapshot(THERE.as_uri(), 1, "python", "def stem(word):\n    return word\n\n\ndef leaf():\n    pass\n"))
    assert made.show(report(made), [])
    return made


def report(made: Session, notable: bool = True) -> UnitReport:
    """A win that replaces the loop and adds an import at the top."""
    unit = next(unit for unit in made.units(HERE.as_uri()) if unit.name == "total")
    body = made.snapshot(HERE.as_uri()).text.index("    result = 0")
    loop = Edit(Span(body, unit.span.end), "    return sum(map(key, items))")
    edits = Edits((Edit(Span(0, 0), "import operator\n"), loop))
    finding = Finding(unit, "sum-loop", unit.span, "a loop that sums")
    candidate = Candidate(unit, finding, Strategy.BUILTIN, "rules", edits, "sum() adds faster")
    reach = Reach(frozenset({(HERE, "total"), (HERE, "key"), (THERE, "stem")}), "digest")
    return UnitReport(unit, (Trial(candidate, Win((), MEASURED, "time", notable)),), reach)


def type_in(made: Session, before: str, new: str, path: Path = HERE, until: str = "") -> None:
    """Insert a text before the first occurrence of another, or replace up to `until`."""
    uri = path.as_uri()
    snapshot = made.snapshot(uri)
    at = snapshot.text.index(before)
    end = snapshot.text.index(until, at) if until else at
    made.edit(uri, snapshot.version + 1, [Edit(Span(at, end), new)])


def applied(made: Session) -> str:
    """The text with the win that is shown."""
    ((shown, trials),) = made.wins(HERE.as_uri())
    return shown.edits(trials[0]).apply(made.snapshot(HERE.as_uri()).text)


@pytest.mark.parametrize(
    ("before", "new"),
    [
        ("import math", "# a note\n"),
        ("def other", "# a note\n"),
        ("def other", "def another():\n    return 2\n\n\n"),
        ("def other", "zero = 0\n"),
        ("return 1", "x = 2\n    "),
        ("\ndef total", "\n   \n"),
        ("\n\ndef key", "  # the key"),
    ],
)
def test_an_edit_elsewhere_moves_it_and_leaves_it_standing(before: str, new: str) -> None:
    made = session()
    expected = applied(made)
    type_in(made, before, new)
    assert "import operator\n" in applied(made) and "return sum(map(key, items))" in applied(made)
    assert applied(made).replace(new, "", 1) == expected
    ((shown, _),) = made.wins(HERE.as_uri())
    span = shown.unit.span
    assert made.snapshot(HERE.as_uri()).text[span.start : span.end] == shown.report.unit.source


@pytest.mark.parametrize(
    ("before", "new"),
    [
        ("result = 0", "start = "),
        ("    return result", "    print(result)\n"),
        ("total(items)", "sub"),
        ("def total", "@cache\n"),
        ("def total", "async "),
        ("return item\n", "not "),
        ("def other", "def sum(x):\n    return 1\n\n\n"),
        ("def other", "def map(x, y):\n    return 1\n\n\n"),
        ("import math", "sum = max\n"),
        ("import math", "x"),
        ("def other", "items = operator = None\n"),
        ("def other", "# parallelproof: ignore-file\n"),
    ],
)
def test_an_edit_that_could_change_its_meaning_withdraws_it_at_once(before: str, new: str) -> None:
    made = session()
    type_in(made, before, new)
    assert not made.wins(HERE.as_uri())


def test_a_change_of_a_function_it_calls_in_another_file_withdraws_it_and_of_others_does_not() -> None:
    made = session()
    type_in(made, "pass", "x = ", THERE)
    assert made.wins(HERE.as_uri())
    type_in(made, "return word", "word = 1\n    ", THERE)
    assert not made.wins(HERE.as_uri())
    assert "total" in made.documents[HERE.as_uri()].stale


def test_a_file_that_changed_on_disk_withdraws_what_rests_on_it() -> None:
    made = session()
    assert made.changed_on_disk(Path("/shop/unrelated.py")) == set()
    assert made.changed_on_disk(THERE) == {HERE.as_uri()}
    assert not made.wins(HERE.as_uri())


def test_a_result_that_comes_late_is_moved_by_what_was_typed_meanwhile_or_dropped() -> None:
    for before, kept in (("return 1", True), ("return item", False), ("result = 0", False)):
        made = Session(Settings(trusted=True))
        made.open(Snapshot(HERE.as_uri(), 1, "python", TEXT))
        late = report(made)
        with made.watching() as changes:
            type_in(made, before, "x = 5\n    ")
        assert made.show(late, changes) is kept


def test_a_result_that_rests_on_a_file_not_saved_yet_is_not_shown() -> None:
    made = session()
    type_in(made, "return word", "word = 1\n    ", THERE)
    assert not made.show(report(made), [])
    made.save(THERE.as_uri())
    assert made.show(report(made), [])


def test_what_rests_on_a_file_that_is_opened_with_another_text_is_withdrawn() -> None:
    made = session()
    assert made.differs_from_disk(THERE.as_uri()) == {HERE.as_uri()}
    assert not made.wins(HERE.as_uri()) and not made.show(report(made), [])


def test_only_wins_worth_a_persons_attention_are_shown_unless_asked_for() -> None:
    made = session()
    made.show(report(made, notable=False), [])
    assert not made.wins(HERE.as_uri())
    made.configure(Settings(trusted=True, show_minor=True), {})
    assert made.wins(HERE.as_uri())
    made.configure(Settings(trusted=True, show_minor=True, ignore_patterns=frozenset({"sum-loop"})), {})
    assert not made.wins(HERE.as_uri())
    made.configure(Settings(trusted=True, show_minor=True, exclude=("ord*",)), {})
    assert not made.wins(HERE.as_uri())


def test_the_innermost_folder_says_what_holds() -> None:
    made = session()
    made.configure(Settings(), {Path("/"): Settings(agents=1), Path("/shop"): Settings(agents=2)})
    assert made.settings_for(HERE.as_uri()).agents == 2
    assert made.settings_for("file:///elsewhere/a.py").agents == 1
    assert made.settings_for("untitled:a").agents == Settings().agents


def test_an_applied_win_is_noticed_and_can_be_taken_back_until_it_is_edited() -> None:
    made = session()
    ((shown, trials),) = made.wins(HERE.as_uri())
    edits = shown.edits(trials[0])
    made.offer(HERE.as_uri(), "slow", edits)
    for edit in reversed(edits.edits):
        made.edit(HERE.as_uri(), 2, [edit])
    assert len(made.applications) == 1
    type_in(made, "return 1", "x = 5\n    ")
    back = made.applications[-1].back.apply(made.snapshot(HERE.as_uri()).text)
    assert back == TEXT.replace("return 1", "x = 5\n    return 1")
    type_in(made, "sum(map", "1 + ")
    assert not made.applications


def test_whatever_is_typed_a_win_that_is_still_shown_applies_to_the_very_function() -> None:
    dice = random.Random(7)
    bits = ["x", "\n", "# c\n", "    ", "def third(y):\n    return y\n", "(", ")", "@d\n", "if 1:\n", "é", "😀", "\\"]
    shown_often = 0
    for _ in range(400):
        made = session()
        for _ in range(dice.choice([1, 1, 2])):
            text = made.snapshot(HERE.as_uri()).text
            start = dice.randrange(len(text) + 1)
            end = min(len(text), start + dice.choice([0, 0, 1, 4]))
            made.edit(HERE.as_uri(), 2, [Edit(Span(start, end), "".join(dice.choices(bits, k=dice.randrange(3))))])
        for shown, trials in made.wins(HERE.as_uri()):
            shown_often += 1
            text, span = made.snapshot(HERE.as_uri()).text, shown.unit.span
            assert text[span.start : span.end] == shown.report.unit.source
            assert "def total(items):\n    return sum(map(key, items))\n" in shown.edits(trials[0]).apply(text)
    assert shown_often > 30
