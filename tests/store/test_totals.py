"""What was tried, in sums, from a real store."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from parallelproof.domain import Failure, Report
from parallelproof.postgres import connect
from parallelproof.settings import Settings
from parallelproof.store.insert import insert
from parallelproof.store.migrate import migrate
from parallelproof.store.rows import rows
from parallelproof.store.totals import totals

from tests.postgres.servers import server
from tests.store.reports import project, report

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def failed(whole: Report, reason: str) -> Report:
    """The report with its first trial failed."""
    unit = whole.units[0]
    return Report((replace(unit, trials=(replace(unit.trials[0], outcome=Failure(reason)),)),), elapsed_s=1.0)


@pytest.mark.asyncio
async def test_trials_are_summed_by_strategy_by_day_and_by_reason(tmp_path: Path) -> None:
    whole = report(project(tmp_path))
    campaigns = [
        (whole, NOON),
        (failed(whole, "the candidate took longer\nthan 2 s"), NOON),
        (failed(whole, "`a.py` cannot be read"), NOON + timedelta(days=1)),
        (failed(whole, "`b.py` cannot be read"), NOON + timedelta(days=1)),
        (Report(whole.units[2:3], elapsed_s=0.5), NOON + timedelta(days=3)),
    ]
    async with server(18) as address, await connect(address, "tests", TimeZone="UTC") as connection:
        await migrate(connection)
        assert await totals(connection) == {"by_strategy": [], "by_day": [], "reasons": []}
        for one, ended_at in campaigns:
            await insert(connection, rows(one, Settings(), ended_at))
        found = json.loads(json.dumps(await totals(connection)))

    functions, queries = found["by_strategy"]
    assert functions == {
        "strategy": "data-structure", "trials": 7, "wins": 1, "refused": 1, "not_better": 1, "failed": 4,
        "candidates": 0, "seconds": pytest.approx(12.5 * 4 / 6 + 3), "best_gain": 4.0,
    }  # fmt: skip
    assert (queries["strategy"], queries["wins"], queries["candidates"]) == ("database", 1, 1)
    assert queries["best_gain"] == 100.0 and queries["seconds"] == pytest.approx(12.5 * 2 / 6)
    assert found["by_day"] == [
        {"day": "2026-03-01", "trials": 7, "wins": 2, "seconds": 13.5},
        {"day": "2026-03-02", "trials": 2, "wins": 0, "seconds": 2.0},
        {"day": "2026-03-04", "trials": 0, "wins": 0, "seconds": 0.5},
    ]
    assert {one["reason"]: one["count"] for one in found["reasons"]} == {
        "`a.py` cannot be read": 2,
        "the candidate took longer": 2,
        "it depends on the time": 2,
        "the fork is sampled": 1,
        "it does not do the same: a call was found on which the two differ": 1,
        "it does the same, but is not measurably better": 1,
    }
    assert found["reasons"][0]["count"] == 2
