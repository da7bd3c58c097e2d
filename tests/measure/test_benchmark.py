"""Timing real programs in the real sandbox: what is said, never how long it took."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median

import pytest
from parallelproof.app import build
from parallelproof.domain import Failure, Measurement, Program
from parallelproof.engine import Engine
from parallelproof.languages.python.project import discover
from parallelproof.settings import Settings

SETTINGS = Settings(trusted=True)
TEXT = """
import functools
import threading


def total(values: list[int]) -> int:
    result = 0
    for value in values:
        result += value
    return result


def total_of_the_first_thousands(values: list[int]) -> int:
    return sum(values[:5000])


def squares(count: int) -> int:
    result = 0
    for number in range(count % 1000 * 100):
        result += number
    return result


@functools.lru_cache(maxsize=None)
def remembered(count: int) -> int:
    result = 0
    for number in range(count % 1000 * 100):
        result += number
    return result


def locked(values: list[int], lock: threading.Lock) -> int:
    with lock:
        return sum(values)
"""
TESTS = """
from sums import squares


def test_squares():
    for _ in range(10):
        assert squares(40) == squares(40)
        assert squares(30) >= 0
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'sums'\n")
    (tmp_path / "test_sums.py").write_text(TESTS)
    file = tmp_path / "sums.py"
    file.write_text(TEXT)
    return file


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    engine = build(SETTINGS, tmp_path / "cache")
    yield engine
    await engine.close()


async def _measure(engine: Engine, path: Path, old: str, new: str) -> Measurement | Failure:
    programs = [Program(path, TEXT, name) for name in (old, new)]
    return await engine.benchmark.measure(programs[0], programs[1], discover(path, SETTINGS), SETTINGS)


async def test_a_function_is_not_faster_than_itself(engine, path):
    measured = await _measure(engine, path, "total", "total")
    assert isinstance(measured, Measurement)
    assert measured.ratio_low < SETTINGS.min_speedup
    assert len(measured.baseline_samples_s) == len(measured.candidate_samples_s) == measured.pairs
    assert median(measured.baseline_samples_s) == measured.baseline_s


async def test_an_input_made_for_timing_that_tells_two_apart_ends_the_comparison(engine, path):
    measured = await _measure(engine, path, "total", "total_of_the_first_thousands")
    assert measured == Failure("the two do not give the same on an input of size 10000")


async def test_a_cache_that_outlives_a_call_is_timed_over_the_calls_that_tests_make(engine, path):
    measured = await _measure(engine, path, "squares", "remembered")
    assert isinstance(measured, Measurement)
    assert measured.calls == 30
    assert measured.ratio_low > 2


async def test_what_cannot_be_called_cannot_be_timed(engine, path):
    measured = await _measure(engine, path, "locked", "locked")
    assert isinstance(measured, Failure)
    assert "no believable inputs" in measured.reason
