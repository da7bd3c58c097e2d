"""Every trial is kept with all that is known of it; a store that fails costs only itself."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from parallelproof.domain import Progress, Report
from parallelproof.postgres import connect
from parallelproof.postgres._supervisor import leases
from parallelproof.settings import Settings
from parallelproof.store.history import Place, Wanted, read
from parallelproof.store.prune import Kept, prune
from parallelproof.store.recorded import Recorded
from parallelproof.store.rows import rows
from parallelproof.store.trials import VARIABLE, PostgresTrials, store_of
from parallelproof.store.waiting import Waiting

from tests.postgres.servers import copy_empty, server
from tests.store.reports import COST, QUERY, project, report


@pytest.fixture
async def address() -> AsyncIterator[str]:
    async with server(18) as address:
        yield address


@asynccontextmanager
async def store(project: Path, folder: Path | None = None) -> AsyncIterator[PostgresTrials]:
    """A store that has written what it can when the block ends; `project` is where campaigns wait."""
    trials = PostgresTrials(folder, environ={}, waiting=Waiting(project / "waiting"))
    try:
        yield trials
        await trials.written()
    finally:
        await trials.close()


def running(folder: Path) -> str:
    """The address of an embedded server that runs."""
    return f"postgresql://postgres@/postgres?host={leases.running(folder)}&passfile={folder / leases.PASSFILE}"


async def kept(address: str, wanted: Wanted | None = None) -> list[dict[str, Any]]:
    async with await connect(address, "tests") as connection:
        return [trial async for trial in read(connection, wanted or Wanted())]


async def test_all_that_is_known_of_a_trial_is_kept(address: str, tmp_path: Path) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(shutil.which("python3") or "/usr/bin/python3")
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.12.1\n")
    settings = Settings(store_database=address, python=tmp_path / ".venv" / "bin" / "python")
    async with store(tmp_path) as trials:
        await trials.record(report(project(tmp_path)), settings)

    found = await kept(address)
    assert [(one["name"], one["outcome"]) for one in found] == [
        ("unshipped", "win"), ("unshipped", "counterexample"), ("unshipped", "not-better"), ("unshipped", "failed"),
        ("line 1", "candidate"), ("line 1", "win"),
    ]  # fmt: skip
    win, lost, level, failed, candidate, minor = found

    assert (win["project"], win["path"], win["language"]) == (tmp_path.name, "shop/orders.py", "python")
    assert (win["strategy"], win["proposer"], win["pattern"]) == ("data-structure", "rules", "membership-in-list")
    assert (win["gain"], win["notable"], win["speedup"], win["speedup_low"]) == ("time", True, 4.0, 3.8)
    assert win["evidence"] == [{"kind": "sampled", "count": 200, "how": "calls generated from type hints"}]
    assert win["measurement"]["baseline_growth"] == "O(n^2)"
    assert win["measurement"]["candidate_samples_s"] == [0.003, 0.004]
    assert win["features"]["comprehensions"] == 1 and win["features"]["deepest_loop"] == 1
    assert win["reach_digest"] == "abc123" and len(win["source_digest"]) == 64
    assert win["interpreter"] == "3.12.1" and win["host"]["cores"] == os.cpu_count() and win["is_complete"]
    assert win["diff"] == (
        "@@ -1,2 +1,3 @@\n def unshipped(numbers, shipped):\n+    shipped = set(shipped)\n"
        "     return [number for number in numbers if number not in shipped]\n"
        "@@ elsewhere in the document @@\n+from functools import cache"
    )
    assert lost["counterexample"]["call"] == "unshipped(['\ufffd'], ['?'])", "what Postgres takes of it"
    assert level["outcome"] == "not-better" and failed["reason"] == "the candidate took longer\nthan 0.5 s"

    assert candidate["reason"] == "the fork is sampled" and candidate["change"]["kind"] == "ddl"
    assert candidate["change"]["undo"] == ["DROP INDEX orders_customer_idx"] and candidate["diff"] == ""
    assert candidate["speedup_low"] is None, "a bound without end is none"
    assert candidate["measurement"]["database"]["index_bytes"] == COST.index_bytes
    assert candidate["measurement"]["database"]["baseline_tree"]["children"][0]["relation"] == "orders"
    assert candidate["plan_features"] == {"baseline": {"Sort": 1, "Seq Scan": 1}, "candidate": {"Index Scan": 1}}
    assert candidate["features"]["where"] == candidate["features"]["order_by"] == 1
    assert minor["change"] == {"kind": "setting", "values": {"jit": "off"}} and minor["notable"] is False


async def test_no_source_is_kept_but_what_the_diffs_show(address: str, tmp_path: Path) -> None:
    async with store(tmp_path) as trials:
        await trials.record(report(project(tmp_path)), Settings(store_database=address))
    found = await kept(address)
    for trial in found:
        trial.pop("diff")
    assert QUERY not in str(found) and "number for number" not in str(found) and str(tmp_path) not in str(found)


async def test_refused_units_are_kept_and_those_without_trials_are_not(address: str, tmp_path: Path) -> None:
    async with store(tmp_path) as trials:
        await trials.record(report(project(tmp_path)), Settings(store_database=address))
        await trials.record(Report(report(tmp_path / "shop" / "orders.py").units[3:]), Settings(store_database=address))
    async with await connect(address, "tests") as connection:
        rows = await connection.execute("SELECT name, refused FROM parallelproof.units ORDER BY number")
        assert await rows.fetchall() == [("unshipped", None), ("line 1", None), ("now", "it depends on the time")]
        assert await (await connection.execute("SELECT count(*) FROM parallelproof.campaigns")).fetchone() == (1,)


async def test_trials_are_found_by_place_and_outcome(address: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        async with store(tmp_path) as trials:
            await trials.record(report(project(tmp_path / name)), Settings(store_database=address))

    one = tmp_path / "one"
    assert len(await kept(address)) == 12
    for place, count in [
        (Place.of(one), 6), (Place.of(one / "shop"), 6), (Place.of(one / "sho"), 0), (Place.of(tmp_path / "three"), 0),
        (Place.of(one / "shop" / "orders.py"), 4), (Place.of(one / "shop" / "orders.py", "unshipped"), 4),
        (Place.of(one / "shop" / "orders.py", "unship"), 0),
    ]:  # fmt: skip
        assert len(await kept(address, Wanted(places=[place]))) == count, place
    assert len(await kept(address, Wanted(outcomes=["win", "failed"]))) == 6
    assert len(await kept(address, Wanted(limit=5))) == 5
    assert len(await kept(address, Wanted(since_days=1))) == 12
    async with await connect(address, "tests") as connection:
        await connection.execute("UPDATE parallelproof.campaigns SET ended_at = now() - interval '2 days'")
    assert await kept(address, Wanted(since_days=1)) == []


async def test_a_store_that_cannot_be_reached_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    nowhere = Settings(store_database="postgresql://nobody:secret@127.0.0.1:1/none")
    with caplog.at_level(logging.WARNING):
        async with store(tmp_path) as trials:
            for _ in range(3):
                await trials.record(report(project_once(tmp_path)), nowhere)
    (message,) = [record.getMessage() for record in caplog.records]
    assert message.startswith("Trials are not in the store yet: The database `none` on 127.0.0.1:1 cannot be used: ")
    assert "secret" not in caplog.text and trials.problem


def project_once(folder: Path) -> Path:
    file = folder / "shop" / "orders.py"
    return file if file.exists() else project(folder)


async def test_what_could_not_be_written_is_written_when_the_store_is_back(address: str, tmp_path: Path) -> None:
    later = address.replace("/postgres?", "/later?")
    async with store(tmp_path) as trials:
        for _ in range(2):
            await trials.record(report(project_once(tmp_path)), Settings(store_database=later))
        await trials.written()
        assert trials.problem == "The database `later` on " + address.partition("host=")[2] + " cannot be used: " + (
            'database "later" does not exist.'
        )
    async with store(tmp_path) as trials:
        await trials.record(report(project_once(tmp_path)), Settings(store_database=address))
    assert len(await kept(address)) == 6, "each store gets its own"

    async with await connect(address, "tests") as connection:
        await connection.execute("CREATE DATABASE later")
    async with store(tmp_path) as trials:
        trials.prepare(Settings(store_database=later))
    assert trials.problem is None and len(await kept(later)) == 12
    assert list((tmp_path / "waiting").iterdir()) == []


async def test_what_waits_is_written_once_by_whoever_comes(address: str, tmp_path: Path) -> None:
    waiting = Waiting(tmp_path / "waiting")
    waiting.put(address, rows(report(project(tmp_path)), Settings(), datetime.now(UTC)))
    (file, _), *_ = waiting.of(address)
    copy = file.read_text()
    async with store(tmp_path) as one, store(tmp_path) as other:
        one.prepare(Settings(store_database=address))
        other.prepare(Settings(store_database=address))
    file.write_text(copy)  # as if we had been killed between the two
    broken = json.loads(copy)
    broken["campaign"] |= {"id": str(uuid.uuid4()), "colour": "red"}
    file.with_stem(file.stem + "x").write_text(json.dumps(broken))
    file.with_stem(file.stem + "y").write_text("{}")
    async with store(tmp_path) as trials:
        trials.prepare(Settings(store_database=address))
    assert trials.problem is None and len(await kept(address)) == 6


async def test_who_ends_before_the_first_start_is_done_does_not_wait_and_loses_nothing(tmp_path: Path) -> None:
    home = Path(tempfile.mkdtemp(prefix="pp-test-store-", dir="/tmp"))
    home.chmod(0o755)
    trials = PostgresTrials(home, environ={}, waiting=Waiting(tmp_path / "waiting"))
    trials.prepare(Settings())
    await trials.record(report(project(tmp_path)), Settings())
    await trials.close()
    assert len(list((tmp_path / "waiting").iterdir())) == 1
    async with store(tmp_path, home) as trials:
        trials.prepare(Settings())
        await trials.written()
        assert len(await kept(running(home))) == 6
    await ended(home)
    shutil.rmtree(home)


async def ended(folder: Path) -> None:
    async with asyncio.timeout(60):
        while leases.is_held(folder / leases.SUPERVISED):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.05)


async def test_nothing_is_kept_or_started_where_it_is_switched_off(tmp_path: Path) -> None:
    async with store(tmp_path, tmp_path / "server") as trials:
        trials.prepare(Settings(store_database="off"))
        await trials.record(report(project(tmp_path)), Settings(store_database="off"))
    assert not (tmp_path / "server").exists()


def test_the_setting_comes_before_the_environment() -> None:
    environ = {VARIABLE: " postgresql://there/trials "}
    assert store_of(Settings(), environ) == "postgresql://there/trials"
    assert store_of(Settings(store_database="off"), environ) == "off"
    assert store_of(Settings(), {}) == ""


def test_the_driver_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, parallelproof.store.recorded, parallelproof.store.trials; sys.exit('psycopg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class Campaign:
    """An optimizer with one campaign, which ends, fails or waits to be cancelled after the first trial."""

    def __init__(self, whole: Report, end: BaseException | None = None) -> None:
        self.whole, self.end, self.told = whole, end, asyncio.Event()

    async def optimize(self, snapshots: Any, settings: Any, on_progress: Any, names: Any = None) -> Report:
        first = self.whole.units[0]
        on_progress(Progress(1, first.unit.name, None, "ended", first.trials[0]))
        self.told.set()
        if isinstance(self.end, asyncio.CancelledError):
            await asyncio.sleep(600)
        if self.end:
            raise self.end
        return self.whole


async def test_campaigns_are_recorded_as_they_end(address: str, tmp_path: Path) -> None:
    whole, settings = report(project(tmp_path)), Settings(store_database=address)
    heard: list[Progress] = []
    async with store(tmp_path) as trials:
        assert await Recorded(Campaign(whole), trials).optimize([], settings, heard.append) is whole
    assert len(heard) == 1 and len(await kept(address)) == 6


async def test_what_had_ended_of_a_campaign_that_somebody_ended(address: str, tmp_path: Path) -> None:
    whole, settings = report(project(tmp_path)), Settings(store_database=address)
    async with store(tmp_path) as trials:
        cancelled = Campaign(whole, asyncio.CancelledError())
        task = asyncio.create_task(Recorded(cancelled, trials).optimize([], settings, lambda _: None))
        await cancelled.told.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(RuntimeError, match="a bug"):
            await Recorded(Campaign(whole, RuntimeError("a bug")), trials).optimize([], settings, lambda _: None)
    found = await kept(address)
    assert [(one["outcome"], one["is_complete"]) for one in found] == [("win", False)] * 2


@pytest.fixture
def folder() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="pp-test-store-", dir="/tmp"))
    home.chmod(0o755)
    copy_empty(18, home / leases.DATA)
    yield home
    shutil.rmtree(home)


async def test_the_embedded_server_keeps_them_and_ends_with_us(folder: Path, tmp_path: Path) -> None:
    file = project(tmp_path)
    async with store(tmp_path, folder) as trials:
        trials.prepare(Settings())
        await trials.record(report(file), Settings())
        await asyncio.wait_for(trials.written(), 60)
        pid, _, _ = leases.recorded(folder)
        assert pid
        os.kill(pid, signal.SIGKILL)
        await trials.record(replace(report(file), elapsed_s=1.0), Settings())
        await asyncio.wait_for(trials.written(), 60)
        assert trials.problem is None
        assert len(await kept(running(folder))) == 12
    await ended(folder)


async def test_old_trials_are_forgotten_with_their_campaigns(address: str, tmp_path: Path) -> None:
    file, settings = project(tmp_path), Settings(store_database=address, trials_days=30)
    async with store(tmp_path) as trials:
        await trials.record(report(file), settings)
    async with await connect(address, "tests") as connection:
        await connection.execute("UPDATE parallelproof.campaigns SET ended_at = now() - interval '31 days'")
    async with store(tmp_path) as trials:
        await trials.record(replace(report(file), elapsed_s=1.0), settings)
    assert len(await kept(address)) == 6
    async with await connect(address, "tests") as connection:
        assert await prune(connection, Kept(30)) == 0
        units = await (await connection.execute("SELECT count(*) FROM parallelproof.units")).fetchone()
        assert units == (3,), "those of the campaign that is left"


async def test_of_too_many_trials_the_newest_campaigns_stay(address: str, tmp_path: Path) -> None:
    file = project(tmp_path)
    async with store(tmp_path) as trials:
        for number in range(4):
            await trials.record(replace(report(file), elapsed_s=float(number)), Settings(store_database=address))
    async with await connect(address, "tests") as connection:
        assert await prune(connection, Kept(365, 12)) == 12, "two campaigns of six are no more than twelve"
        assert await prune(connection, Kept(365, 5)) == 6, "the newest stays, however large it is"
    assert len(await kept(address)) == 6
