"""The verifier and the benchmark: what passes that must not, what is refused that must not be, and how soon."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from parallelproof.app import build
from parallelproof.behaviour.calls import SeenCalls
from parallelproof.behaviour.original import get_to_know
from parallelproof.behaviour.pairs_on_demand import PairsOnDemand
from parallelproof.domain import (
    Candidate,
    Counterexample,
    Edit,
    Edits,
    Measurement,
    Outcome,
    Program,
    Project,
    Span,
    Strategy,
)
from parallelproof.engine import Engine
from parallelproof.languages.python.reach import Reacher
from parallelproof.languages.python.units import units
from parallelproof.measure.benchmark import SandboxBenchmark
from parallelproof.measure.host_lock import HostLock
from parallelproof.optimize.agent import Examiner
from parallelproof.ports import ForkFailed, ForkPairs
from parallelproof.settings import Settings
from parallelproof.store.trial_cache import TrialCache
from parallelproof.verify.verifier import SandboxVerifier

from tests.verify.test_pairs import HERE, Pair, pair

from .rows import Row, count, row

CANDIDATES = 100
COMPARISONS = 400
SETTINGS = replace(Settings(), trusted=True, pause_on_battery=False, jobs=2)

TOTAL = """\
def total(values: list[int]) -> int:
    result = 0
    for value in values:
        result += value * value
    return result
"""

Item = TypeVar("Item")
Result = TypeVar("Result")


def rows(quick: bool) -> Iterator[Row]:
    """Right and wrong rewrites, the times of 100 candidates, comparisons of a function with itself."""
    yield from asyncio.run(_verdicts())
    yield from asyncio.run(_again())
    yield asyncio.run(_false_wins(COMPARISONS // 8 if quick else COMPARISONS))


async def _verdicts() -> list[Row]:
    """Every case through the verifier, two at a time; the times are of the first hundred, right and wrong in turn."""
    right, wrong = _pairs("right"), _pairs("wrong")
    async with _engine() as engine:

        async def verify(case: Pair) -> tuple[bool, bool]:
            verdict = await engine.verifier.verify(case.old, case.new, _project(case), SETTINGS)
            return isinstance(verdict, tuple), isinstance(verdict, Counterexample)

        said_right, times_right = await _two_at_a_time(verify, right)
        said_wrong, times_wrong = await _two_at_a_time(verify, wrong)
    times = [*times_right[: CANDIDATES // 2], *times_wrong[: CANDIDATES // 2]]
    passed, caught = sum(passes for passes, _ in said_wrong), sum(differs for _, differs in said_wrong)
    return [
        count("verify", "right rewrites refused", sum(not passes for passes, _ in said_right), 0, of=len(right)),
        count("verify", "wrong rewrites passed", passed, 0, of=len(wrong)),
        count("verify", "wrong rewrites shown by a counterexample", caught, None, of=len(wrong)),
        row("verify", "one candidate verified, original included", times, "s", 1),
    ]


def _no_pairs() -> ForkPairs:
    raise ForkFailed("No case uses a database.")


async def _again() -> list[Row]:
    """Refuted candidates as a campaign examines them, then the same again: what the cache answers."""
    cases = _pairs("wrong")[:CANDIDATES]
    with TemporaryDirectory() as folder:
        cache = TrialCache(Path(folder))
        async with _engine() as engine:
            pairs = PairsOnDemand(_no_pairs)
            benchmark = SandboxBenchmark(engine.sandbox, HostLock(), pairs)
            examiner = Examiner(SandboxVerifier(engine.sandbox, pairs), benchmark, cache)

            async def examine(case: Pair) -> Outcome:
                return await _examine(engine, examiner, case)

            outcomes, first = await _two_at_a_time(examine, cases)
            again, times = await _two_at_a_time(examine, cases)
        await cache.close()
    kept = [at for at, outcome in enumerate(outcomes) if isinstance(outcome, Counterexample)]
    if [again[at] for at in kept] != [outcomes[at] for at in kept]:
        raise RuntimeError("the cache gave another outcome than it was given")
    return [
        row("verify", "one refuted candidate examined", [first[at] for at in kept], "s", 1),
        row("verify", "the same again, from the cache", [times[at] * 1000 for at in kept], "ms", 10),
    ]


async def _examine(engine: Engine, examiner: Examiner, case: Pair) -> Outcome:
    """The pair as a candidate: the original's name is given to the new version at the end of the file."""
    project, text = _project(case), case.old.text
    unit = next(found for found in units(text, case.old.path.as_uri()) if found.name == case.old.name)
    end = Span(len(text), len(text))
    change = Edits((Edit(end, f"\n\n{case.old.name} = {case.new.name}\n"),))
    return await examiner.examine(
        Candidate(unit, None, Strategy.BUILTIN, "benchmark", change, "It was written for the benchmark."),
        case.new,
        lambda: get_to_know(engine.sandbox, case.old, project, SETTINGS, SeenCalls()),
        Reacher(project).reach(case.old.path, text, unit.entry),
        SETTINGS,
        rivals=1,
        on_stage=lambda stage: None,
    )


async def _false_wins(comparisons: int) -> Row:
    async with _engine() as engine:
        with TemporaryDirectory() as folder:
            program = Program(Path(folder, "total.py"), TOTAL, "total")
            project = Project(Path(folder), Path(sys.executable))
            found = [await engine.benchmark.measure(program, program, project, SETTINGS) for _ in range(comparisons)]
    judged = [measured for measured in found if isinstance(measured, Measurement)]
    wins = sum(measured.ratio_low > SETTINGS.min_speedup for measured in judged)
    return count("verify", "false wins of a function over itself", wins, 0, of=len(judged))


async def _two_at_a_time(
    work: Callable[[Item], Awaitable[Result]], items: Sequence[Item]
) -> tuple[list[Result], list[float]]:
    """The results and the seconds of each, as on two cores."""
    slots = asyncio.Semaphore(2)

    async def timed(item: Item) -> tuple[Result, float]:
        async with slots:
            begun = time.monotonic()
            return await work(item), time.monotonic() - begun

    done = await asyncio.gather(*(timed(item) for item in items))
    return [result for result, _ in done], [elapsed_s for _, elapsed_s in done]


@asynccontextmanager
async def _engine() -> AsyncIterator[Engine]:
    engine = build(SETTINGS)
    try:
        yield engine
    finally:
        await engine.close()


def _project(case: Pair) -> Project:
    return Project(case.old.path.parent, Path(sys.executable))


def _pairs(folder: str) -> list[Pair]:
    return [pair(path) for path in sorted((HERE / folder).glob("*.py"))]
