"""Keyed jobs: the newest wins, a failure is told, and close ends them all; and whether the machine is on battery."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

import pytest
from parallelproof.background import Background
from parallelproof.measure.power import on_battery


async def test_the_newest_job_of_a_key_wins_and_others_are_left_alone() -> None:
    background, ran = Background(), list[str]()

    async def note(name: str) -> str:
        ran.append(name)
        return name

    background.replace("a", lambda: note("old"), after_s=0.05)
    kept = background.replace("b", lambda: note("other"), after_s=0.05)
    newest = background.replace("a", lambda: note("new"), after_s=0.05)
    assert newest and kept
    assert await asyncio.gather(newest, kept) == ["new", "other"]
    assert sorted(ran) == ["new", "other"] and background.task("a") is None


async def test_a_job_that_fails_is_told_and_costs_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    background = Background()

    async def fail() -> None:
        raise OSError("no space left")

    with caplog.at_level(logging.ERROR):
        task = background.replace("write", fail)
        assert task and await task is None
    assert "write failed" in caplog.text and "no space left" in caplog.text


async def test_close_ends_everything_within_a_second_even_what_does_not_want_to(
    caplog: pytest.LogCaptureFixture,
) -> None:
    background = Background()

    async def stubborn() -> None:
        while True:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                if released.is_set():
                    raise

    released = asyncio.Event()
    easy = background.replace("easy", lambda: asyncio.sleep(60))
    hard = background.replace("hard", stubborn)
    await asyncio.sleep(0.01)
    began_s = time.monotonic()
    await background.close()
    assert time.monotonic() - began_s < 1.5
    assert easy and easy.cancelled() and "hard did not end" in caplog.text
    assert background.replace("late", lambda: asyncio.sleep(0)) is None
    released.set()
    assert hard
    hard.cancel()


@pytest.mark.parametrize(
    ("supplies", "drained"),
    [
        ({}, False),
        ({"BAT0": {"type": "Battery", "status": "Discharging"}}, True),
        ({"BAT0": {"type": "Battery", "status": "Full"}}, False),
        ({"BAT0": {"type": "Battery", "status": "Discharging"}, "AC": {"type": "Mains", "online": "1"}}, False),
        ({"BAT0": {"type": "Battery", "status": "Discharging"}, "AC": {"type": "Mains", "online": "0"}}, True),
        ({"mouse": {"type": "Battery", "status": "Discharging", "scope": "Device"}}, False),
    ],
)
def test_the_machine_is_on_battery_when_one_is_drained_and_no_charger_is_connected(
    supplies: dict[str, dict[str, str]], drained: bool, tmp_path: Path
) -> None:
    for name, files in supplies.items():
        (tmp_path / name).mkdir()
        for file, text in files.items():
            (tmp_path / name / file).write_text(f"{text}\n")
    assert on_battery(tmp_path) is drained
    assert on_battery(tmp_path / "missing") is False
