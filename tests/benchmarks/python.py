"""A file of 1,000 lines with 40 functions, from start of the process to the last result."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from .processes import peak_memory_mb
from .rows import Row, count, row
from .thousand_lines import thousand_lines

NEVER_S = 1e6
"""Stands for a first win that did not come."""
BUDGET_S, QUICK_BUDGET_S = 300.0, 125.0
"""A campaign is ended then; both are more than twice the bar."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """What one run showed. Times count from the start of the process."""

    first_win_s: float
    elapsed_s: float
    memory_mb: float
    won: frozenset[str]
    trials: int
    untried: int


def rows(quick: bool) -> Iterator[Row]:
    """50 agents against the bars; one agent at a time beside it."""
    text, planted = thousand_lines()
    budget_s = QUICK_BUDGET_S if quick else BUDGET_S
    runs = [asyncio.run(_campaign(text, 50, budget_s)) for _ in range(1 if quick else 5)]
    yield row("python", "first win in 1,000 lines with 40 functions", [run.first_win_s for run in runs], "s", 10)
    yield row("python", "all that the patterns find, 50 agents", [run.elapsed_s for run in runs], "s", 60)
    yield row("python", "memory of all processes together", [run.memory_mb for run in runs], "MB", 1000)
    missed = max(len(planted - run.won) for run in runs)
    yield count("python", "slow functions left without a win", missed, None, of=len(planted))
    yield row("python", "candidates not tried in the time given", [run.untried for run in runs], "count", 0)
    yield row("python", "trials", [run.trials for run in runs], "count")
    alone = [asyncio.run(_campaign(text, 1, budget_s)) for _ in range(1 if quick else 3)]
    yield row("python", "first win, one agent at a time", [run.first_win_s for run in alone], "s")
    yield row("python", "all that the patterns find, one agent at a time", [run.elapsed_s for run in alone], "s")
    yield row("python", "candidates not tried then", [run.untried for run in alone], "count")


async def _campaign(text: str, agents: int, budget_s: float) -> Campaign:
    """One run in a project of its own, with nothing cached from an earlier one."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "project", "thousand.py")
        file.parent.mkdir()
        file.write_text(text)
        fresh = {
            "XDG_CACHE_HOME": f"{folder}/cache",
            "XDG_STATE_HOME": f"{folder}/state",
            "XDG_DATA_HOME": f"{folder}/data",
        }
        begun = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"{__package__}.campaign", file, str(agents), str(budget_s)),
            env={**os.environ, **fresh},
            stdout=asyncio.subprocess.PIPE,
        )
        memory = asyncio.create_task(peak_memory_mb(process.pid))
        out, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"the campaign ended with {process.returncode}")
        said = json.loads(out)
        first = said["first_win_at"][0] - begun if said["first_win_at"] else NEVER_S
        return Campaign(
            first, said["ended_at"] - begun, await memory, frozenset(said["won"]), said["trials"], said["untried"]
        )
