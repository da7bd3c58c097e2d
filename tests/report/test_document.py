"""The JSON document: its schema, its keys, and that the changes in it are what they say."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest
from parallelproof.domain import Counterexample, Evidence, Failure, Measurement, Report
from parallelproof.report.document import comparison, document, dumps, verification

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
