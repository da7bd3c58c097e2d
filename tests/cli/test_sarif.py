"""SARIF 2.1.0: the properties that its standard requires, checked one by one, and that its fixes are the changes."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from parallelproof.cli.sarif import log, save
from parallelproof.domain import Pattern, Strategy
from parallelproof.report.ranking import offers

PATTERN = Pattern(
    "membership-in-list",
    "python",
    "Membership in a list",
    Strategy.DATA_STRUCTURE,
    "rules",
    {},
    ("slow lookup",),
    ("https://docs.python.org/3/library/stdtypes.html#set",),
    "# Membership in a list\n\nA list is searched from the front;\na set is not.\n\nMore.",
    Path("/knowledge/python/membership-in-list"),
)


@pytest.fixture
def value(report, sources):
    return json.loads(json.dumps(log(offers(report), sources, {PATTERN.id: PATTERN}, "1.2.3")))


def test_the_log_is_of_version_2_1_0_and_has_one_run_of_a_named_tool(value):
    assert value["version"] == "2.1.0" and urlsplit(value["$schema"]).path.endswith("sarif-schema-2.1.0.json")
    (run,) = value["runs"]
    assert run["tool"]["driver"]["name"] == "ParallelProof" and run["tool"]["driver"]["semanticVersion"] == "1.2.3"
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["originalUriBaseIds"]["SRCROOT"]["uri"] == "file:///project/"


def test_every_pattern_is_a_rule_that_explains_itself(value):
    rules = value["runs"][0]["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    known = next(rule for rule in rules if rule["id"] == PATTERN.id)
    assert known["helpUri"] == PATTERN.sources[0]
    assert known["shortDescription"]["text"] == "Membership in a list"
    assert known["fullDescription"]["text"] == "A list is searched from the front; a set is not."
    assert known["help"]["markdown"] == PATTERN.why
    assert all(rule["defaultConfiguration"]["level"] == "note" for rule in rules)


def test_every_result_points_at_its_rule_and_its_lines(value):
    run = value["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == "note" and result["message"]["text"]
        (place,) = (location["physicalLocation"] for location in result["locations"])
        assert place["artifactLocation"]["uriBaseId"] == "SRCROOT"
        region = place["region"]
        assert 1 <= region["startLine"] <= region["endLine"] and region["startColumn"] >= 1 and region["endColumn"] >= 1
    assert [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]] == [
        "shop/orders.py",
        "shop/texts.py",
    ]


def test_a_fix_makes_the_change(value, report, sources):
    for result, offer in zip(value["runs"][0]["results"], offers(report), strict=True):
        text = sources.text(offer.unit.unit.uri)
        (fix,) = result["fixes"]
        (change,) = fix["artifactChanges"]
        assert change["artifactLocation"] == result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert fixed(text, change["replacements"]) == offer.trial.candidate.change.apply(text)


def fixed(text: str, replacements: list[dict]) -> str:
    """The text after replacements, as a reader of SARIF makes them."""
    lines = text.split("\n")

    def offset(line: int, column: int) -> int:
        return sum(len(one) + 1 for one in lines[: line - 1]) + column - 1

    for one in reversed(replacements):
        region = one["deletedRegion"]
        start = offset(region["startLine"], region["startColumn"])
        end = offset(region["endLine"], region["endColumn"])
        text = text[:start] + one["insertedContent"]["text"] + text[end:]
    return text


def test_a_file_that_cannot_be_written_is_named(tmp_path, report, sources):
    (failure,) = save(tmp_path / "no" / "such" / "folder.sarif", offers(report), sources)
    assert failure.uri.endswith("folder.sarif") and "could not be written" in failure.reason
    assert save(tmp_path / "log.sarif", offers(report), sources) == []
    assert json.loads((tmp_path / "log.sarif").read_text())["version"] == "2.1.0"
