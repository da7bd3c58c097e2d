"""What is worth trying in a document, with the patterns that we have."""

from __future__ import annotations

import pickle

import pytest
from parallelproof.catalogue import load
from parallelproof.domain import Pattern, Snapshot
from parallelproof.optimize.analyze import Analysis, analyze

TEXT = """\
def plain(x):
    return x + 1


def common(xs, ys):
    found = []
    for x in xs:
        if x in ys:
            found.append(x)
    return found


class Names:
    def joined(self, names):
        text = ""
        for name in names:
            text += name
        return text


def evens(xs):
    out = []
    for x in xs:
        out.append(x * 2)
    return out
"""


@pytest.fixture(scope="module")
def patterns() -> tuple[Pattern, ...]:
    return load()


def snapshot(text: str = TEXT, language: str = "python") -> Snapshot:
    return Snapshot("file:///shop/names.py", 1, language, text)


def of(found: list[Analysis], name: str) -> Analysis:
    """The analysis of a unit."""
    return next(analysis for analysis in found if analysis.unit.name == name)


def test_units_come_by_score_with_candidates_against_the_text(patterns: tuple[Pattern, ...]) -> None:
    found = analyze(snapshot(), patterns)
    assert sorted(analysis.unit.name for analysis in found) == ["Names.joined", "common", "evens", "plain"]
    assert found[-1].unit.name == "plain"
    scores = [analysis.unit.score for analysis in found]
    assert scores == sorted(scores, reverse=True)
    evens = of(found, "evens")
    assert evens.candidates
    for candidate in evens.candidates:
        compile(candidate.change.apply(TEXT), "names.py", "exec")
    assert not of(found, "plain").candidates


def test_only_units_that_are_named_are_analysed(patterns: tuple[Pattern, ...]) -> None:
    found = analyze(snapshot(), patterns, names=frozenset({"Names.joined", "unknown"}))
    assert [analysis.unit.name for analysis in found] == ["Names.joined"]


def test_a_pattern_that_is_switched_off_proposes_nothing(patterns: tuple[Pattern, ...]) -> None:
    used = {candidate.pattern for candidate in of(analyze(snapshot(), patterns), "evens").candidates}
    off = frozenset(pattern for pattern in used if pattern)
    assert off
    assert not of(analyze(snapshot(), patterns, ignore=off), "evens").candidates


def test_loops_whose_rewrites_overlap_end_no_analysis(patterns: tuple[Pattern, ...]) -> None:
    text = """\
def names(rows):
    found = []
    if rows:
        found.append(1)
    for row in rows:
        for name in row:
            found.append(name)
    return tuple(found)
"""
    (analysis,) = analyze(snapshot(text), patterns)
    assert analysis.candidates


def test_a_comment_switches_off_its_unit_or_its_pattern(patterns: tuple[Pattern, ...]) -> None:
    used = of(analyze(snapshot(), patterns), "evens").candidates[0].pattern
    header = "def evens(xs):"
    one = TEXT.replace(header, f"{header}  # parallelproof: ignore[{used}]")
    assert used not in {candidate.pattern for candidate in of(analyze(snapshot(one), patterns), "evens").candidates}
    other = TEXT.replace(header, f"{header}  # parallelproof: ignore[some-other]")
    assert used in {candidate.pattern for candidate in of(analyze(snapshot(other), patterns), "evens").candidates}
    whole = TEXT.replace(header, f"# parallelproof: ignore\n{header}")
    assert "evens" not in {analysis.unit.name for analysis in analyze(snapshot(whole), patterns)}


def test_what_a_profile_says_is_hot_comes_first(patterns: tuple[Pattern, ...]) -> None:
    hot = {("/shop/names.py", "plain"): 0.3, ("/shop/names.py", "joined"): 0.2, ("/else.py", "common"): 0.5}
    found = analyze(snapshot(), patterns, hot=hot)
    assert [analysis.unit.name for analysis in found][:2] == ["plain", "Names.joined"]


def test_other_languages_have_no_units_yet(patterns: tuple[Pattern, ...]) -> None:
    assert analyze(snapshot(language="sql"), patterns) == []


def test_an_analysis_goes_to_another_process_and_back(patterns: tuple[Pattern, ...]) -> None:
    arguments = pickle.loads(pickle.dumps((snapshot(), patterns)))
    found = analyze(*arguments)
    assert pickle.loads(pickle.dumps(found)) == found == analyze(snapshot(), patterns)
