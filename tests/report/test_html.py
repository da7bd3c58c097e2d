"""The report for a browser: one file with its document inside, whatever the texts in that hold."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from parallelproof.domain import Report
from parallelproof.report.document import document
from parallelproof.report.html import NotBuilt, page
from parallelproof.report.ranking import offers

TEMPLATE = """<!doctype html>
<html><head><title>Report</title>
<script type="application/json" id="report">__REPORT_JSON__</script>
<script type="module">const words = "<noscript>";</script></head>
<body><div id="root"></div><noscript>It needs JavaScript.</noscript></body></html>
"""
EVIL = "</script><script>alert(1)</script><!-- <script> </noscript>\u2028 & \U0001f600"


class Reader(HTMLParser):
    """What a browser makes of the elements that matter."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.texts: dict[str, str] = {}
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = dict(attrs).get("id") or tag
        self.elements.append(self._open)

    def handle_data(self, data: str) -> None:
        self.texts[self._open] = self.texts.get(self._open, "") + data


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "report.html"
    file.write_text(TEMPLATE)
    return file


def with_why(report: Report, why: str) -> Report:
    """The report with another explanation of its first win."""
    unit = report.units[0]
    trial = replace(unit.trials[0], candidate=replace(unit.trials[0].candidate, why=why))
    return replace(report, units=(replace(unit, trials=(trial, *unit.trials[1:])), *report.units[1:]))


def test_a_report_holds_its_document_as_it_is(report, sources, template):
    evil = with_why(report, EVIL)
    value = document(evil, sources)
    text = page(value, offers(evil), sources, "shop", template)
    read = Reader(text)
    told = json.loads(read.texts["report"])
    assert told["document"] == value and told["title"] == "shop" and told["version"] and told["created_at"]
    assert value["units"][0]["trials"][0]["explanation"] == EVIL
    assert read.elements.count("script") == 1 and "alert(1)" not in read.texts.get("script", "")


def test_without_javascript_the_wins_are_a_table_with_their_diffs(report, sources, template):
    evil = with_why(report, EVIL)
    text = page(document(evil, sources), offers(evil), sources, "shop", template)
    table = text[text.rindex("<noscript>") : text.rindex("</noscript>")]
    assert "<td>42.4x faster at n = 1,000</td>" in table and "shop/orders.py:1" in table
    assert "+    shipped = set(shipped)" in table and "It needs JavaScript." not in table
    assert "<script" not in table and "alert(1)" in table
    assert 'const words = "<noscript>";' in text


def test_a_report_without_wins_says_so(sources, template):
    text = page(document(Report(()), sources), [], sources, "shop", template)
    assert "<noscript><p>No faster version was found.</p></noscript>" in text


@pytest.mark.parametrize("built", ["", "<html></html>", "__REPORT_JSON__ __REPORT_JSON__"])
def test_a_page_that_was_not_built_says_how(report, sources, tmp_path, built):
    file = tmp_path / "report.html"
    if built:
        file.write_text(built)
    with pytest.raises(NotBuilt, match=r"not built in this checkout; run `make dashboard`, which needs Node\.$"):
        page(document(report, sources), offers(report), sources, "shop", file)
