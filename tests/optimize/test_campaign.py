"""Campaigns over small projects, with the real sandbox, tests and clock."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest
from parallelproof.app import build
from parallelproof.domain import Progress, Report, Snapshot, Win
from parallelproof.settings import Settings

SLOW = """
def unique(items: list[int]) -> list[int]:
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


def stamp(items: list[int]) -> list[float]:
    import time

    stamps = []
    for item in items:
        stamps.append(item + time.time())
    return stamps
"""
TESTS = """
from slow import unique


def test_unique():
    assert unique([3, 1, 3]) == [3, 1]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text("[project]\nname = 'slow'\n")
    (project / "slow.py").write_text(SLOW)
    (project / "test_slow.py").write_text(TESTS)
    return project


def _snapshot(folder: Path) -> Snapshot:
    path = folder / "slow.py"
    return Snapshot(path.as_uri(), 0, "python", path.read_text())


async def _campaign(
    folder: Path, settings: Settings, names: frozenset[str] | None = None
) -> tuple[Report, list[Progress]]:
    engine, heard = build(settings, folder.parent / "cache"), []
    snapshot = _snapshot(folder)
    try:
        wanted = {snapshot.uri: names} if names is not None else None
        return await engine.optimizer.optimize([snapshot], settings, heard.append, wanted), heard
    finally:
        await engine.close()


async def test_a_slow_function_gets_a_win_that_rests_on_its_own_tests(folder):
    report, heard = await _campaign(folder, Settings(trusted=True), frozenset({"unique"}))
    (unit,) = report.units
    assert unit.best == 0
    win = unit.trials[0].outcome
    assert isinstance(win, Win) and win.gain == "time" and win.notable
    kinds = {entry.kind: entry.count for entry in win.evidence}
    assert kinds["replayed"] == 1 and kinds["tested"] == 1 and kinds["sampled"] > 100
    assert win.measurement.ratio_low > 1.1
    assert {10, 100, 1_000} <= {point.n for point in win.measurement.sizes}
    assert [progress.trial for progress in heard if progress.trial] == [unit.trials[0]] or len(unit.trials) > 1
    assert any(progress.report == unit for progress in heard)


TWICE = '''
def seen_before(items: list[int], known: list[int]) -> tuple[list[int], int]:
    """Items without repeats, and how many of them are known.

    >>> seen_before([1, 1, 2], [2])
    ([1, 2], 1)
    """
    unique = []
    for item in items:
        if item not in unique:
            unique.append(item)
    count = 0
    for item in unique:
        if item in known:
            count += 1
    return unique, count


if __name__ == "__main__":
    print(seen_before([5, 6, 5], [6]))
'''


async def test_wins_compose_and_rest_on_doctests_and_call_sites_too(folder):
    (folder / "slow.py").write_text(TWICE)
    report, _ = await _campaign(folder, Settings(trusted=True))
    (unit,) = report.units
    assert unit.best == 0
    best = unit.trials[0]
    assert isinstance(best.outcome, Win) and best.candidate.depth >= 1
    assert all(isinstance(trial.outcome, Win) for trial in unit.trials[:2])
    changed = best.candidate.change.apply(TWICE)
    assert "if item not in unique:" not in changed and "if item in known:" not in changed
    replayed = next(entry for entry in best.outcome.evidence if entry.kind == "replayed")
    assert "1 from doctests" in replayed.how and "1 from literal call sites" in replayed.how


async def test_a_function_that_reads_the_clock_is_refused_with_the_reason(folder):
    report, _ = await _campaign(folder, Settings(trusted=True), frozenset({"stamp"}))
    (unit,) = report.units
    assert unit.best is None
    assert unit.refused is not None and "time.time" in unit.refused


async def test_the_same_again_comes_from_the_cache_and_runs_nothing(folder):
    settings = Settings(trusted=True)
    first, _ = await _campaign(folder, settings, frozenset({"unique"}))
    again, heard = await _campaign(folder, settings, frozenset({"unique"}))
    assert [trial.outcome for trial in again.units[0].trials] == [trial.outcome for trial in first.units[0].trials]
    assert not any(progress.stage in ("verifying", "measuring") for progress in heard)


async def test_a_change_of_the_tests_is_no_longer_the_same(folder):
    settings = Settings(trusted=True)
    await _campaign(folder, settings, frozenset({"unique"}))
    (folder / "test_slow.py").write_text(TESTS + "    assert unique([]) == []\n")
    _, heard = await _campaign(folder, settings, frozenset({"unique"}))
    assert any(progress.stage == "verifying" for progress in heard)


async def test_nothing_runs_before_the_workspace_is_trusted(folder):
    (folder / "slow.py").write_text(f"open({str(folder / 'ran')!r}, 'w')\n" + SLOW)
    report, heard = await _campaign(folder, Settings(trusted=False))
    assert not report.units and not heard and not (folder / "ran").exists()
    assert "not trusted" in report.notes[0]


async def test_a_budget_ends_the_campaign_and_lists_what_was_not_tried(folder):
    report, _ = await _campaign(folder, Settings(trusted=True, budget_s=0.0))
    assert any("budget" in note for note in report.notes)
    assert not any(unit.best is not None for unit in report.units)
    assert report.elapsed_s < 5


async def test_a_win_below_the_wished_speedup_is_not_better(folder):
    settings = replace(Settings(trusted=True), min_speedup=1e6)
    report, _ = await _campaign(folder, settings, frozenset({"unique"}))
    assert report.units[0].best is None


async def test_cancelling_ends_every_process_within_a_second(folder):
    settings, before = Settings(trusted=True), _children(os.getpid())
    engine, begun = build(settings, folder.parent / "cache"), asyncio.Event()

    def heard(progress: Progress) -> None:
        if progress.stage in ("verifying", "measuring"):
            begun.set()

    task = asyncio.create_task(engine.optimizer.optimize([_snapshot(folder)], settings, heard))
    await asyncio.wait_for(begun.wait(), 30)
    task.cancel()
    async with asyncio.timeout(1):
        with pytest.raises(asyncio.CancelledError):
            await task
        await engine.close()
    assert _children(os.getpid()) <= before


def _children(pid: int) -> set[int]:
    """Those that still run, and those that nobody has asked yet how they ended."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return {child for child in found if "resource_tracker" not in Path(f"/proc/{child}/cmdline").read_text()}
