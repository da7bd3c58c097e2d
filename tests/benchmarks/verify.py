"""The verifier and the benchmark: what passes that must not, what is refused that must not be, and how soon."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from parallelproof.app import build
from parallelproof.domain import Counterexample, Measurement, Program, Project, Verdict
from parallelproof.engine import Engine
from parallelproof.languages.python.project import discover
from parallelproof.settings import Settings

from .rows import Row, count, row

CASES = Path(__file__).parents[1] / "verify"
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


def rows(quick: bool) -> Iterator[Row]:
    """Right and wrong rewrites, the times of 100 candidates, comparisons of a function with itself."""
    yield from asyncio.run(_verdicts())
    yield asyncio.run(_false_wins(COMPARISONS // 4 if quick else COMPARISONS))


async def _verdicts() -> list[Row]:
    """Every case once; then the times of 100 candidates, and of the same again."""
    right, wrong = _cases("right"), _cases("wrong")
    async with _engine() as (engine, project):
        verdicts = await asyncio.gather(*(_timed(engine, project, case) for case in [*right, *wrong]))
        said = [verdict for verdict, _ in verdicts]
        refused = sum(not isinstance(verdict, tuple) for verdict in said[: len(right)])
        passed = sum(isinstance(verdict, tuple) for verdict in said[len(right) :])
        caught = sum(isinstance(verdict, Counterexample) for verdict in said[len(right) :])
        times = [elapsed_s for _, elapsed_s in verdicts]
    return [
        count("verify", "right rewrites refused", refused, 0, of=len(right)),
        count("verify", "wrong rewrites passed", passed, 0, of=len(wrong)),
        count("verify", "wrong rewrites shown by a counterexample", caught, None, of=len(wrong)),
        row("verify", "one verification", times, "s", 1),
    ]


async def _false_wins(comparisons: int) -> Row:
    async with _engine() as (engine, project):
        program = Program(project.root / "total.py", TOTAL, "total")
        measured = [await engine.benchmark.measure(program, program, project, SETTINGS) for _ in range(comparisons)]
    judged = [found for found in measured if isinstance(found, Measurement)]
    wins = sum(found.ratio_low > SETTINGS.min_speedup for found in judged)
    return count("verify", "false wins of a function over itself", wins, 0, of=len(judged))


async def _timed(engine: Engine, project: Project, case: Path) -> tuple[Verdict, float]:
    text = case.read_text()
    begun = time.monotonic()
    old, new = Program(case, text, "old"), Program(case, text, "new")
    verdict = await engine.verifier.verify(old, new, project, SETTINGS)
    return verdict, time.monotonic() - begun


@asynccontextmanager
async def _engine() -> AsyncIterator[tuple[Engine, Project]]:
    """An engine with a project of its own."""
    with TemporaryDirectory() as folder:
        engine = build(SETTINGS)
        try:
            yield engine, discover(Path(folder), SETTINGS)
        finally:
            await engine.close()


def _cases(kind: str) -> Sequence[Path]:
    return sorted((CASES / kind).glob("*.py"))
