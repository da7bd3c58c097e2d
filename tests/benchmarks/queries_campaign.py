"""Campaigns over documents of one query each, in turn, in a process of its own: prints a line of JSON for each.

python -m tests.benchmarks.queries_campaign ADDRESS AGENTS FILE ...
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from parallelproof.app import build
from parallelproof.domain import DDL, Failure, Setting, Snapshot, Trial, UnitReport, Win
from parallelproof.settings import Settings


async def main(address: str, agents: int, files: list[Path]) -> None:
    """Run them as the command line would, with one engine, so that forks are warm from the second on."""
    settings = replace(Settings(), trusted=True, pause_on_battery=False, agents=agents, database=address)
    settings = replace(settings, store_database="off", jobs=os.cpu_count() or 1)
    engine = build(settings)
    try:
        for file in files:
            snapshot = Snapshot(file.as_uri(), 1, "sql", file.read_text())
            started_s = time.monotonic()
            report = await engine.optimizer.optimize([snapshot], settings, lambda _: None)
            (unit,) = report.units or (None,)
            said = {"name": file.stem, "seconds": time.monotonic() - started_s, "notes": report.notes}
            print(json.dumps({**said, **(_found(snapshot, unit) if unit else {"trials": []})}), flush=True)
    finally:
        await engine.close()


def _found(snapshot: Snapshot, unit: UnitReport) -> dict[str, Any]:
    best = unit.trials[unit.best] if unit.best is not None else None
    return {
        "refused": unit.refused,
        "best": _change(snapshot, best) if best else None,
        "trials": [_line(trial) for trial in unit.trials],
        "outcomes": Counter(type(trial.outcome).__name__ for trial in unit.trials),
    }


def _change(snapshot: Snapshot, trial: Trial) -> dict[str, Any]:
    change = trial.candidate.change
    return {
        "what": f"{trial.candidate.proposer}: {trial.candidate.why}",
        "statements": change.statements if isinstance(change, DDL) else (),
        "settings": dict(change.values) if isinstance(change, Setting) else {},
        "text": change.apply(snapshot.text),
    }


def _line(trial: Trial) -> str:
    outcome, change = trial.outcome, trial.candidate.change
    how = outcome.reason if isinstance(outcome, Failure) else ""
    if isinstance(outcome, Win):
        how = f"{outcome.measurement.ratio:.3g}x, at least {outcome.measurement.ratio_low:.3g}x"
    made = "; ".join(change.statements) if isinstance(change, DDL) else ""
    pattern = trial.candidate.pattern or ""
    return f"{type(outcome).__name__} {how} | {trial.candidate.proposer} {pattern} | {made} | {trial.candidate.why}"


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), [Path(name) for name in sys.argv[3:]]))
