"""One report that holds every kind of outcome, over two small files, for all tests of how reports are shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from parallelproof.domain import (
    Candidate,
    Counterexample,
    Edit,
    Edits,
    Evidence,
    Failure,
    FileFailure,
    Finding,
    Measurement,
    NotBetter,
    Report,
    SizePoint,
    Snapshot,
    Span,
    Strategy,
    Trial,
    Unit,
    UnitReport,
    Win,
)
from parallelproof.report.sources import Sources

FOLDER = Path("/project")
ORDERS = """\
def unshipped(numbers, shipped):
    return [number for number in numbers if number not in shipped]


def first(numbers):
    return sorted(numbers)[0]


def now():
    import time

    return time.time()
"""
TEXTS = """\
\"\"\"Texts.\"\"\"


def joined(words):
    text = ""
    for word in words:
        text += word
    return text
"""


def unit(text: str, path: str, name: str) -> Unit:
    """The function of a text, up to the next blank lines."""
    start = text.index(f"def {name}(")
    end = text.find("\n\n\n", start)
    span = Span(start, end if end > 0 else len(text))
    return Unit((FOLDER / path).as_uri(), name, name, "python", span, text[span.start : span.end])


def replacing(text: str, old: str, new: str) -> Edits:
    """The change that puts `new` where `old` stands."""
    start = text.index(old)
    return Edits((Edit(Span(start, start + len(old)), new),))


def candidate(of: Unit, change: Edits, strategy: Strategy, pattern: str, why: str) -> Candidate:
    """A candidate that follows a pattern."""
    return Candidate(of, Finding(of, pattern, of.span, why), strategy, "rules", change, why)


@pytest.fixture
def sources() -> Sources:
    texts = {"shop/orders.py": ORDERS, "shop/texts.py": TEXTS}
    snapshots = (Snapshot((FOLDER / path).as_uri(), 0, "python", text) for path, text in texts.items())
    return Sources({snapshot.uri: snapshot for snapshot in snapshots}, FOLDER)


@pytest.fixture
def report() -> Report:
    return Report(
        units=(_unshipped(), _first(), _now(), _joined()),
        untried=(_hopeful(),),
        failures=(FileFailure((FOLDER / "shop/broken.py").as_uri(), "line 3: invalid syntax."),),
        notes=("The sandbox has no seccomp here: UDP is stopped by the network namespace alone.",),
        elapsed_s=12.3456789,
    )


def _unshipped() -> UnitReport:
    of = unit(ORDERS, "shop/orders.py", "unshipped")
    to_set = replacing(ORDERS, "    return [number for", "    shipped = set(shipped)\n    return [number for")
    measured = Measurement(
        0.0123,
        0.00029,
        42.413793,
        39.1,
        41,
        1000,
        (
            SizePoint(10, 2e-6, 2.4e-6, 0.8333333),
            SizePoint(30, 1.1e-5, 8e-6, 1.375),
            SizePoint(100, 1e-4, 2.5e-5, 4.0),
            SizePoint(1000, 0.0123, 0.00029, 42.4),
        ),
        "O(n²)",
        "O(n)",
        61_440,
        94_208,
        (0.0121, 0.0123, 0.0124),
        (0.00028, 0.00029, 0.0003),
    )
    evidence = (
        Evidence("replayed", 12, "calls from tests/test_orders.py"),
        Evidence("sampled", 202, "calls generated from how the parameters are used"),
    )
    lost = Counterexample("unshipped([[1]], [[1]])", "[]", "TypeError: unhashable type: 'list'")
    wins = candidate(of, to_set, Strategy.DATA_STRUCTURE, "membership-in-list", "Membership in a set takes one step.")
    loses = candidate(of, to_set, Strategy.BUILTIN, "set-difference", "A set knows the difference.")
    return UnitReport(of, (Trial(wins, Win(evidence, measured, "time")), Trial(loses, lost)))


def _first() -> UnitReport:
    of = unit(ORDERS, "shop/orders.py", "first")
    change = replacing(ORDERS, "sorted(numbers)[0]", "min(numbers)")
    level = Measurement(1e-6, 1.01e-6, 0.990099, 0.95, 41, 10)
    one = candidate(of, change, Strategy.ALGORITHMIC, "sorted-for-minimum", "The smallest is found without sorting.")
    other = candidate(of, change, Strategy.CACHING, "memo", "The same call gives the same answer.")
    return UnitReport(
        of, (Trial(one, NotBetter(level)), Trial(other, Failure("the candidate took longer than 0.5 s on one call")))
    )


def _now() -> UnitReport:
    return UnitReport(unit(ORDERS, "shop/orders.py", "now"), (), refused="it depends on the time")


def _joined() -> UnitReport:
    of = unit(TEXTS, "shop/texts.py", "joined")
    change = replacing(TEXTS, of.source, 'def joined(words):\n    return "".join(words)\n')
    measured = Measurement(1e-5, 9.5e-6, 1.05, 1.01, 41, None, (), None, None, 12_300_000, 1_230_000)
    evidence = (Evidence("sampled", 200, "calls generated from type hints"),)
    one = candidate(of, change, Strategy.BUILTIN, "string-join", "Joining once copies each word once.")
    return UnitReport(of, (Trial(one, Win(evidence, measured, "memory", notable=False)),))


def _hopeful() -> Candidate:
    of = unit(TEXTS, "shop/texts.py", "joined")
    return candidate(of, Edits(()), Strategy.MEMORY, "generator-for-list", "Nothing is kept.")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the file of that name beside the test; UPDATE_GOLDEN=1 rewrites that."""

    def same(name: str, text: str) -> None:
        file = request.path.parent / "golden" / name
        if os.environ.get("UPDATE_GOLDEN"):
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")

    return same
