"""What counts as a win, which is shown, and in what order trials stand."""

from __future__ import annotations

from dataclasses import replace

from parallelproof.domain import (
    DDL,
    Candidate,
    Counterexample,
    DatabaseCost,
    Edit,
    Edits,
    Evidence,
    Failure,
    Measurement,
    NotBetter,
    SizePoint,
    Span,
    Strategy,
    Trial,
    Unit,
    Win,
)
from parallelproof.optimize.rank import is_clear, judged, ranked
from parallelproof.settings import Settings

SETTINGS = Settings()
EVIDENCE = (Evidence("sampled", 200, "generated"),)
FASTER = Measurement(1e-4, 5e-5, 2.0, 1.9, 21, n=1_000)
SMALLER = Measurement(1e-4, 1e-4, 1.0, 0.99, 21, baseline_peak_bytes=9_000_000, candidate_peak_bytes=1_000_000)
UNIT = Unit("file:///f.py", "f", "f", "python", Span(0, 0), "")
CANDIDATE = Candidate(UNIT, None, Strategy.BUILTIN, "rules", Edits(()), "")


def _judged(measurement: Measurement, is_hot: bool = False) -> Win | NotBetter:
    return judged(EVIDENCE, measurement, SETTINGS, is_hot)


def test_an_index_that_saves_no_blocks_must_gain_more_than_making_it_disturbs() -> None:
    cost = DatabaseCost(110, 110, 1_000, 1_000, 0.01, 0.008, "", "")
    index = DDL(("CREATE INDEX i ON t (id)",), ("DROP INDEX i",))
    slight = Measurement(0.01, 0.008, 1.22, 1.16, 21, database=cost)
    assert not is_clear(index, slight)
    assert is_clear(index, replace(slight, ratio=1.8, ratio_low=1.6))
    assert is_clear(index, replace(slight, database=replace(cost, candidate_blocks=60)))
    assert not is_clear(index, replace(slight, baseline_s=1e-4, database=replace(cost, candidate_blocks=60)))
    assert is_clear(CANDIDATE.change, slight)


def test_a_lower_bound_above_the_threshold_is_a_win() -> None:
    assert _judged(FASTER) == Win(EVIDENCE, FASTER, "time", notable=False)


def test_a_median_above_the_threshold_with_a_bound_below_it_is_none() -> None:
    assert isinstance(_judged(replace(FASTER, ratio_low=1.05)), NotBetter)


def test_a_gain_that_turns_into_a_loss_at_a_larger_size_is_none() -> None:
    assert isinstance(_judged(replace(FASTER, sizes=(SizePoint(10_000, 1.0, 2.0, 0.5),))), NotBetter)


def test_a_gain_that_is_a_loss_at_smaller_sizes_stays_one() -> None:
    assert isinstance(_judged(replace(FASTER, sizes=(SizePoint(10, 1e-6, 2e-6, 0.5),))), Win)


def test_a_win_is_worth_showing_if_the_call_is_long_the_function_hot_or_the_growth_less() -> None:
    better_growth = replace(FASTER, baseline_growth="O(n²)", candidate_growth="O(n)")
    for outcome in (_judged(replace(FASTER, baseline_s=0.002)), _judged(FASTER, is_hot=True), _judged(better_growth)):
        assert isinstance(outcome, Win) and outcome.notable


def test_of_those_that_are_about_as_fast_the_one_that_changes_least_comes_first() -> None:
    def win(text: str, ratio: float, ratio_low: float) -> Trial:
        candidate = replace(CANDIDATE, change=Edits((Edit(Span(0, 0), text),)))
        return Trial(candidate, Win(EVIDENCE, replace(FASTER, ratio=ratio, ratio_low=ratio_low), "time"))

    long, short, slower = win("longer", 55.0, 45.0), win("short", 50.0, 40.0), win("s", 20.0, 19.0)
    assert ranked([slower, long, short]) == (short, long, slower)
    assert ranked([long, win("short", 44.0, 40.0)])[0] == long


def test_less_memory_at_no_cost_in_time_is_a_win_of_its_own_kind() -> None:
    assert _judged(SMALLER) == Win(EVIDENCE, SMALLER, "memory")
    assert isinstance(_judged(replace(SMALLER, ratio_low=0.8)), NotBetter)
    assert isinstance(_judged(replace(SMALLER, baseline_peak_bytes=20_000)), NotBetter)


def test_trials_stand_with_the_largest_gain_first_and_the_failures_last() -> None:
    much = replace(FASTER, ratio=9.0, ratio_low=8.0)
    outcomes = [
        Failure("it reads the clock"),
        Counterexample("f()", "1", "2"),
        NotBetter(FASTER),
        Win(EVIDENCE, SMALLER, "memory"),
        Win(EVIDENCE, FASTER, "time"),
        Win(EVIDENCE, much, "time"),
    ]
    trials = ranked(Trial(CANDIDATE, outcome) for outcome in outcomes)
    assert [trial.outcome for trial in trials] == outcomes[::-1]
