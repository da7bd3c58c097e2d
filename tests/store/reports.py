"""A report with every kind of outcome and of change, over a file of a project."""

from __future__ import annotations

from pathlib import Path

from parallelproof.domain import (
    DDL,
    Candidate,
    Counterexample,
    DatabaseCost,
    Edit,
    Edits,
    Evidence,
    Failure,
    Finding,
    Measurement,
    NotBetter,
    PlanNode,
    Reach,
    Report,
    Setting,
    Span,
    Strategy,
    Trial,
    Unconfirmed,
    Unit,
    UnitReport,
    Win,
)

TEXT = """\
import os


def unshipped(numbers, shipped):
    return [number for number in numbers if number not in shipped]
"""
QUERY = "SELECT * FROM orders WHERE customer = $1 ORDER BY placed"
TREE = PlanNode("Sort", None, None, 40, 1, 9000, 1200.0, (PlanNode("Seq Scan", "orders", None, 40, 1, 9000),))
COST = DatabaseCost(
    9000, 12, 500_000, 40, 1.2, 0.001, "Sort\n  -> Seq Scan on orders", "Index Scan using a", 8192, 1.1, TREE
)  # fmt: skip
MEASURED = Measurement(0.012, 0.003, 4.0, 3.8, 41, 1000, (), "O(n^2)", "O(n)", candidate_samples_s=(0.003, 0.004))
FASTER = Measurement(1.0, 0.01, 100.0, float("inf"), 5, database=COST)
EVIDENCE = (Evidence("sampled", 200, "calls generated from type hints"),)


def project(folder: Path) -> Path:
    """A project with one file, which is returned."""
    (folder / "pyproject.toml").write_text("")
    (folder / "shop").mkdir()
    file = folder / "shop" / "orders.py"
    file.write_text(TEXT)
    return file


def report(file: Path) -> Report:
    """Two units with trials, one that was refused, and one that has none."""
    start = TEXT.index("def unshipped")
    function = Unit(file.as_uri(), "unshipped", "unshipped", "python", Span(start, len(TEXT) - 1), TEXT[start:-1])
    query = Unit(file.with_suffix(".sql").as_uri(), "line 1", "line 1", "sql", Span(0, len(QUERY)), QUERY)
    refused = Unit(file.as_uri(), "now", "now", "python", Span(0, 0), "def now():\n    return time.time()")
    bare = Unit(file.as_uri(), "bare", "bare", "python", Span(0, 0), "def bare(): pass")
    return Report(
        units=(
            UnitReport(function, _of_function(function), Reach(frozenset(), "abc123")),
            UnitReport(query, _of_query(query)),
            UnitReport(refused, (), refused="it depends on the time"),
            UnitReport(bare, ()),
        ),
        notes=("The sandbox has no seccomp here.",),
        elapsed_s=12.5,
    )


def _of_function(unit: Unit) -> tuple[Trial, ...]:
    old = "    return ["
    at = TEXT.index(old)
    edits = Edits(
        (Edit(Span(0, 0), "from functools import cache\n"), Edit(Span(at, at), "    shipped = set(shipped)\n")),
    )
    finding = Finding(unit, "membership-in-list", unit.span, "A list is searched from its start.")
    one = Candidate(unit, finding, Strategy.DATA_STRUCTURE, "rules", edits, "Membership in a set takes one step.")
    lost = Counterexample("unshipped(['\0'], ['\ud800'])", "[]", "TypeError: unhashable")
    return (
        Trial(one, Win(EVIDENCE, MEASURED, "time")),
        Trial(one, lost),
        Trial(one, NotBetter(MEASURED)),
        Trial(one, Failure("the candidate took longer\nthan 0.5 s")),
    )


def _of_query(unit: Unit) -> tuple[Trial, ...]:
    index = DDL(("CREATE INDEX orders_customer_idx ON orders (customer)",), ("DROP INDEX orders_customer_idx",))
    jit = Setting((("jit", "off"),))
    ideas = [
        Candidate(unit, None, Strategy.DATABASE, proposer, change, why)
        for proposer, change, why in (("index", index, "Few rows are read."), ("settings", jit, "Nothing is compiled."))
    ]
    rows = (Evidence("rows-equal", 3, "on this data and 2 variations"),)
    return (
        Trial(ideas[0], Unconfirmed(rows, FASTER, "the fork is sampled")),
        Trial(ideas[1], Win(rows, FASTER, "time", notable=False)),
    )
