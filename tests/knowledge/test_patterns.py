"""Every folder of knowledge/python/ proves itself: found and rewritten as shown, look-alikes left alone, faster.

To add a pattern, add a folder. `check` in its pattern.yml says which function is timed, with which arguments.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from parallelproof import app
from parallelproof.catalogue import load
from parallelproof.domain import Evidence, Pattern, Program, Project, Snapshot, Unit
from parallelproof.languages.python.units import units
from parallelproof.optimize.proposers import PROPOSERS, propose
from parallelproof.ports import Verifier
from parallelproof.settings import Settings

PATTERNS = [pattern for pattern in load() if pattern.language == "python"]
SETTINGS = Settings(trusted=True)
every_pattern = pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.id)
# What needs a database is verified and measured in tests/verify/test_database_pairs.py.
ALONE = [pattern for pattern in PATTERNS if "needs" not in pattern.spec["check"]]  # type: ignore[operator]
every_pattern_alone = pytest.mark.parametrize("pattern", ALONE, ids=lambda pattern: pattern.id)


@every_pattern
def test_the_rewrite_of_before_is_after(pattern: Pattern) -> None:
    assert rewritten(read(pattern, "before"), pattern) == read(pattern, "after")


@every_pattern
def test_every_function_of_before_is_an_example_and_none_of_after_is(pattern: Pattern) -> None:
    assert {unit.entry for unit in found_in(pattern, "before")} == {unit.entry for unit in all_units(pattern, "before")}
    assert found_in(pattern, "after") == []


@every_pattern
def test_look_alikes_are_left_alone(pattern: Pattern) -> None:
    assert all_units(pattern, "unsafe")
    assert found_in(pattern, "unsafe") == []


@every_pattern
def test_a_proposer_exists_and_the_texts_are_for_people(pattern: Pattern) -> None:
    assert pattern.proposer in {proposer.name for proposer in PROPOSERS}
    assert 2 <= len(pattern.symptoms) <= 6
    assert pattern.sources and all(source.startswith("https://") for source in pattern.sources)
    assert len(pattern.why) > 100


@every_pattern_alone
@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
async def test_before_and_after_agree_under_the_verifier(pattern: Pattern, verifier: Verifier) -> None:
    before, after = pattern.folder / "before.py", pattern.folder / "after.py"
    project = Project(root=pattern.folder, python=Path(sys.executable))
    for name in dict.fromkeys(unit.entry for unit in all_units(pattern, "before")):
        old = Program(before, read(pattern, "before"), name)
        verdict = await verifier.verify(old, Program(after, read(pattern, "after"), name), project, SETTINGS)
        assert isinstance(verdict, tuple) and all(isinstance(one, Evidence) for one in verdict), (name, verdict)


@every_pattern_alone
@pytest.mark.slow
def test_the_gain_is_real_on_the_stated_size(pattern: Pattern) -> None:
    check: dict[str, Any] = pattern.spec["check"]  # type: ignore[assignment]
    old, new = function(pattern, "before", check["call"]), function(pattern, "after", check["call"])
    best_old = best_new = float("inf")
    for _ in range(7):
        best_old = min(best_old, seconds(old, check))
        best_new = min(best_new, seconds(new, check))
        if best_old / best_new >= check["min_gain"]:
            return
    assert best_old / best_new >= check["min_gain"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def verifier() -> AsyncIterator[Verifier]:
    engine = app.build(SETTINGS)
    yield engine.verifier
    await engine.close()


def read(pattern: Pattern, part: str) -> str:
    """One of the pattern's example files."""
    return (pattern.folder / f"{part}.py").read_text(encoding="utf-8")


def snapshot_of(text: str) -> Snapshot:
    """A document with this text."""
    return Snapshot("file:///example.py", 1, "python", text)


def all_units(pattern: Pattern, part: str) -> list[Unit]:
    """Every unit of an example file."""
    return units(read(pattern, part), "file:///example.py")


def found_in(pattern: Pattern, part: str) -> list[Unit]:
    """The units of an example file that the pattern would rewrite."""
    text = read(pattern, part)
    return [unit for unit in all_units(pattern, part) if propose(snapshot_of(text), unit, [pattern])]


def rewritten(text: str, pattern: Pattern) -> str:
    """The text after the first candidate of each unit, one after the other."""
    for name in [unit.name for unit in units(text, "file:///example.py")]:
        unit = next(unit for unit in units(text, "file:///example.py") if unit.name == name)
        candidates = propose(snapshot_of(text), unit, [pattern])
        text = candidates[0].change.apply(text) if candidates else text
    return text


def function(pattern: Pattern, part: str, name: str) -> Callable[..., object]:
    """A function of an example file."""
    module: dict[str, Any] = {"__name__": pattern.id}
    exec(compile(read(pattern, part), os.fspath(pattern.folder / f"{part}.py"), "exec"), module)
    found: Callable[..., object] = module[name]
    return found


def seconds(call: Callable[..., object], check: dict[str, Any]) -> float:
    """How long one call takes, on arguments made anew."""
    args = eval(check["args"], {"n": check["n"], "random": random.Random(0)})
    start = time.perf_counter()
    call(*args)
    return time.perf_counter() - start
