"""One campaign over a file, in a process of its own: prints when its first win came and what it found, as JSON."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from parallelproof.app import build
from parallelproof.domain import Progress, Report, Snapshot, Win
from parallelproof.settings import Settings


async def main(path: Path, agents: int, budget_s: float) -> None:
    """Run the campaign as the command line would. Times are of the clock that all processes of a machine share."""
    first_win_at: list[float] = []

    def heed(progress: Progress) -> None:
        if progress.trial and isinstance(progress.trial.outcome, Win) and not first_win_at:
            first_win_at.append(time.monotonic())

    settings = replace(Settings(), trusted=True, pause_on_battery=False, agents=agents, budget_s=budget_s)
    settings = replace(settings, jobs=os.cpu_count() or 1)
    engine = build(settings)
    try:
        snapshot = Snapshot(path.as_uri(), 1, "python", path.read_text())
        report = await engine.optimizer.optimize([snapshot], settings, heed)
    finally:
        await engine.close()
    print(json.dumps({"first_win_at": first_win_at, "ended_at": time.monotonic(), **_found(report)}))


def _found(report: Report) -> dict[str, object]:
    won = [unit.unit.name for unit in report.units if unit.best is not None]
    return {
        "units": len(report.units),
        "won": won,
        "trials": sum(len(unit.trials) for unit in report.units),
        "untried": len(report.untried),
    }


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
