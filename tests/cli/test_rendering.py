"""What a person sees, as files in golden/."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from parallelproof.cli import measure, page, progress, verify
from parallelproof.domain import (
    Counterexample,
    Edit,
    Edits,
    Evidence,
    Failure,
    Measurement,
    Progress,
    Report,
    SizePoint,
    Span,
    Strategy,
    Win,
)
from parallelproof.optimize.tally import Tally
from parallelproof.report.ranking import offers
from rich.console import Console, RenderableType


def rendered(*parts: RenderableType) -> str:
    """As a pipe of 110 columns shows it."""
    out = Console(file=io.StringIO(), width=110, highlight=False, markup=False, emoji=False)
    for part in parts:
        out.print(part)
    return "".join(f"{line.rstrip()}\n" for line in out.file.getvalue().splitlines())


@pytest.mark.parametrize("verbose", [False, True], ids=["brief", "verbose"])
def test_a_report_shows_the_wins_then_their_grounds_then_the_rest(report, sources, golden, verbose):
    parts = page.parts(report, sources, offers(report), verbose=verbose, quiet=False)
    golden("report-verbose.txt" if verbose else "report.txt", rendered(*parts))


def test_a_quiet_report_shows_the_wins_alone(report, sources, golden):
    golden("report-quiet.txt", rendered(*page.parts(report, sources, offers(report), verbose=False, quiet=True)))


def test_diffs_and_the_last_line_go_to_stdout_in_whole_lines(report, sources, golden, capsys):
    page.show(report, sources, offers(report), quiet=False, diffs=1)
    golden("report-diff.txt", "".join(f"{line.rstrip()}\n" for line in capsys.readouterr().out.splitlines()))


def test_a_diff_keeps_tabs_and_line_ends(report, sources, capsys):
    text = "def f(x):\r\n\treturn sorted(x)[0]\r\n"
    uri = report.units[0].unit.uri
    there = replace(sources, snapshots={uri: replace(sources.snapshots[uri], text=text)})
    edits = Edits((Edit(Span(text.index("sorted"), text.index("\r\n", 12)), "min(x)"),))
    first = report.units[0].trials[0]
    only = replace(first, candidate=replace(first.candidate, change=edits))
    page.show(Report(()), there, offers(Report((replace(report.units[0], trials=(only,)),))), diffs=1)
    assert "-\treturn sorted(x)[0]\r\n+\treturn min(x)\r\n" in capsys.readouterr().out


def test_nothing_to_say_is_one_line(sources, capsys):
    page.show(Report(()), sources, [])
    assert capsys.readouterr().out.strip() == "0 functions, 0 candidates tried in 0:00: 0 wins."


def test_minor_wins_come_last_or_not_at_all(report):
    assert [offer.unit.unit.name for offer in offers(report)] == ["unshipped", "joined"]
    assert [offer.unit.unit.name for offer in offers(report, minor=False)] == ["unshipped"]


def test_the_screen_shows_the_agents_at_work_the_time_left_and_the_latest_wins(report, golden):
    tally = Tally(budget_s=60, clock=iter([0.0, *[15.0] * 9]).__next__)
    win = report.units[0].trials[0]
    tally.heed(Progress(0, "", None, "preparing", done=0, total=9))
    tally.heed(Progress(2, "joined", Strategy.BUILTIN, "measuring", done=0, total=9))
    tally.heed(Progress(0, "", None, "preparing", note="The copy of `shop` takes 2.1 GB of disk."))
    tally.heed(Progress(1, "unshipped", Strategy.DATA_STRUCTURE, "verifying", done=0, total=9))
    tally.heed(Progress(1, "unshipped", Strategy.DATA_STRUCTURE, "ended", trial=win, done=1, total=9))
    golden("screen.txt", rendered(progress.screen(tally)))


def test_more_agents_than_fit_are_counted():
    tally = Tally()
    for agent in range(1, 51):
        tally.heed(Progress(agent, f"unit{agent}", Strategy.MEMORY, "waiting", total=50))
    shown = rendered(progress.screen(tally))
    assert "agent 10 " in shown and "agent 11" not in shown and "and 40 more agents" in shown


def test_an_interrupted_campaign_still_reports_what_had_ended(report):
    tally = Tally()
    for unit in report.units:
        for agent, trial in enumerate(reversed(unit.trials), 1):
            tally.heed(Progress(agent, unit.unit.name, trial.candidate.strategy, "ended", trial=trial))
    so_far = tally.report()
    assert [unit.unit.name for unit in so_far.units] == ["unshipped", "first", "joined"]
    assert [offer.unit.unit.name for offer in offers(so_far)] == ["unshipped", "joined"]
    assert isinstance(so_far.units[0].trials[0].outcome, Win)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (
            (Evidence("replayed", 3, "calls from tests"), Evidence("sampled", 1200, "generated calls")),
            "No difference found between a.py::f and b.py::g. What was checked:\n"
            "  replayed 3 (calls from tests)\n  sampled 1,200 (generated calls)",
        ),
        (Counterexample("f([1])", "1", "2"), "They differ.\n  call  f([1])\n  old   1\n  new   2"),
        (Failure("it depends on the time."), "Cannot tell: it depends on the time."),
    ],
)
def test_a_verdict_is_told_with_its_grounds(verdict, said):
    assert "\n".join(verify.lines(verdict, "a.py::f", "b.py::g")) == said


def test_a_measurement_is_told_by_size(golden):
    sizes = (SizePoint(10, 2e-6, 2.4e-6, 0.833), SizePoint(1000, 0.0123, 0.00029, 42.4))
    measured = Measurement(0.0123, 0.00029, 42.4, 39.1, 41, 1000, sizes, "O(n^2)", "O(n)", 61_440, 94_208)
    golden("measurement.txt", rendered(*measure.figures(measured)))
    assert measure.headline(replace(measured, ratio=1.02, ratio_low=0.99)).startswith("No gain can be told")
    assert measure.headline(replace(measured, ratio=0.5, ratio_low=0.4)).startswith("NEW is not faster")
