"""The JSON document: its schema, its keys, and that the changes in it are what they say."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest
from parallelproof.domain import (
    DDL,
    Candidate,
    Counterexample,
    DatabaseCost,
    Evidence,
    Failure,
    Measurement,
    PlanNode,
    Report,
    Snapshot,
    Span,
    Strategy,
    Trial,
    Unit,
    UnitReport,
    Win,
)
from parallelproof.report.document import document, dumps
from parallelproof.report.sources import Sources
from parallelproof.report.verdicts import comparison, verification

SCHEMA = json.loads(files("parallelproof.report").joinpath("report.schema.json").read_text())


def validate(value: object, part: str = "") -> None:
    """Against the shipped schema, or one of its definitions."""
    schema = {**SCHEMA["$defs"][part], "$defs": SCHEMA["$defs"]} if part else SCHEMA
    jsonschema.Draft202012Validator(schema).validate(value)


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_report_is_printed_as_it_always_was(report, sources, golden):
    golden("report.json", dumps(document(report, sources)) + "\n")


def test_every_report_is_valid(report, sources):
    validate(json.loads(dumps(document(report, sources))))
    validate(document(Report(()), sources, interrupted=True))


@pytest.mark.parametrize("gone", ["outcome", "speedup", "change", "counterexample", "reason"])
def test_a_report_with_a_key_missing_is_not_valid(report, sources, gone):
    value = document(report, sources)
    del value["units"][0]["trials"][0][gone]
    with pytest.raises(jsonschema.ValidationError):
        validate(value)


def test_a_refuted_candidate_cannot_carry_a_gain(report, sources):
    value = document(report, sources)
    value["units"][0]["trials"][1]["speedup"] = 2.0
    with pytest.raises(jsonschema.ValidationError):
        validate(value)


def test_the_change_in_the_document_makes_the_change(report, sources):
    for unit, shown in zip(report.units, document(report, sources)["units"], strict=True):
        for trial, value in zip(unit.trials, shown["trials"], strict=True):
            text = sources.text(unit.unit.uri)
            assert made(text, value["change"]["edits"]) == trial.candidate.change.apply(text)


def made(text: str, edits: list[dict]) -> str:
    """The text after edits given by line and character, as a reader of the document makes them."""
    lines = text.split("\n")

    def offset(at: dict) -> int:
        return sum(len(line) + 1 for line in lines[: at["line"]]) + at["character"]

    for edit in reversed(edits):
        text = text[: offset(edit["start"])] + edit["text"] + text[offset(edit["end"]) :]
    return text


def test_what_json_cannot_say_is_null():
    infinite = Measurement(1.0, 0.0, float("inf"), float("nan"), 3)
    value = json.loads(dumps(comparison(infinite)))
    assert value["speedup"] is None and value["speedup_low"] is None
    validate(value, "comparison")


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        ((Evidence("sampled", 200, "generated calls"),), "same"),
        (Counterexample("f(1)", "1", "2"), "counterexample"),
        (Failure("it reads the clock"), "cannot-tell"),
    ],
)
def test_a_verdict_is_one_of_three_words(verdict, word):
    value = verification(verdict)
    validate(value, "verification")
    assert value["verdict"] == word


def test_a_failed_measurement_says_why():
    value = comparison(Failure("no input can be built"))
    validate(value, "comparison")
    assert value["reason"] == "no input can be built" and value["speedup"] is None


def test_a_unit_is_shown_whole_before_and_after(report, sources):
    unit = document(report, sources)["units"][0]
    assert unit["before"].startswith("def unshipped(") and unit["before"] in sources.text(report.units[0].unit.uri)
    assert "    shipped = set(shipped)\n" in unit["trials"][0]["after"] and "set(" not in unit["before"]


def test_growth_is_told_as_curves_through_the_sizes(report, sources):
    win = document(report, sources)["units"][0]["trials"][0]
    assert [point["n"] for point in win["sizes"]] == [10, 30, 100, 1000]
    before, after = win["fits"]["baseline"], win["fits"]["candidate"]
    assert (before["label"], after["label"]) == ("O(n²)", "O(n)") and before["exponent"] > 1.8 > after["exponent"]
    for curve, side in ((before, "baseline_s"), (after, "candidate_s")):
        assert len(curve["seconds"]) == 4 and curve["seconds"][-1] == pytest.approx(win["sizes"][-1][side], rel=0.2)


def test_the_plans_of_a_query_are_trees(sources):
    scan = PlanNode("Seq Scan", "orders", None, 60_000, 1, 500)
    cost = DatabaseCost(500, 3, 60_000, 1, 0.2, 0.001, "Sort", "Index Scan", baseline_tree=PlanNode(
        "Sort", None, None, 60_000, 1, 500, 200.123456789, (scan,)
    ))  # fmt: skip
    uri, query = "file:///project/shop/reports.sql", "SELECT * FROM orders ORDER BY id"
    unit = Unit(uri, "line 1", "line 1", "sql", Span(0, len(query)), query)
    idea = Candidate(
        unit, None, Strategy.DATABASE, "index", DDL(("CREATE INDEX i ON orders (id)",), ()), "It is sorted."
    )
    measured = Measurement(0.2, 0.001, 200.0, 150.0, 3, database=cost)
    trial = Trial(idea, Win((Evidence("rows-equal", 3, "on this data"),), measured, "time"))
    value = document(Report((UnitReport(unit, (trial,)),)), Sources({uri: Snapshot(uri, 0, "sql", query)}))
    validate(value)
    (told,) = value["units"][0]["trials"]
    assert told["plans"]["after"] is None and told["after"] == query
    root = told["plans"]["before"]
    assert (root["type"], root["time_ms"], root["children"][0]["relation"]) == ("Sort", 200.123, "orders")
