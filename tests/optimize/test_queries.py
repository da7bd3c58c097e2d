"""Cases of queries: which come first, and what is said where there is no database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from parallelproof.domain import Snapshot
from parallelproof.forks.choose import Forks
from parallelproof.measure.host_lock import HostLock
from parallelproof.measure.queries import QueryBenchmark
from parallelproof.optimize.queries.cases import NO_DATABASE, Queries
from parallelproof.optimize.queries.examiner import QueryExaminer
from parallelproof.optimize.queries.taking_turns import TakingTurns
from parallelproof.postgres import connect
from parallelproof.settings import ForkChoice, Settings
from parallelproof.verify.rows import RowsVerifier

from tests.postgres.servers import server

CHEAP, DEAR = "SELECT id FROM orders WHERE id = 1", "SELECT count(*) FROM orders WHERE total > 5"


async def apart(work: Callable[..., Any], /, *args: Any) -> Any:
    return await asyncio.to_thread(work, *args)


def queries(folder: Path, settings: Settings) -> Queries:
    return noting(folder, settings, lambda note: None)


def noting(folder: Path, settings: Settings, on_note: Callable[[str], None]) -> Queries:
    examiner = QueryExaminer(RowsVerifier(), QueryBenchmark(HostLock(folder / "lock")))
    return Queries(Forks(), examiner, apart, (), settings, on_note, environ={})


async def test_what_has_cost_the_server_most_is_looked_at_first(tmp_path: Path) -> None:
    async with server(15, shared_preload_libraries="pg_stat_statements") as address:
        async with await connect(address, "tests") as connection:
            await connection.execute("CREATE EXTENSION pg_stat_statements")
            await connection.execute(
                "CREATE TABLE orders AS SELECT i AS id, i AS total FROM generate_series(1, 9999) i"
            )
            for _ in range(20):
                await connection.execute(DEAR)
        source = queries(tmp_path, Settings(trusted=True, database=address))
        cases = await source.open(Snapshot("file:///q.sql", 1, "sql", f"{CHEAP};\n{DEAR};\n"), None)
        await source.close()
    scores = {case.unit.source: case.unit.score for case in cases}
    assert scores[DEAR] > scores[CHEAP] == 0.0


async def test_what_copies_take_of_the_disk_is_said_before_one_is_made(tmp_path: Path) -> None:
    notes: list[str] = []
    async with server(18) as address:
        chosen = Settings(trusted=True, database=address, fork_provider=ForkChoice.COPY)
        source = noting(tmp_path, chosen, notes.append)
        async with source.sessions.borrowed() as (fork, _):
            assert fork.provider == "copy"
        async with source.sessions.borrowed():
            (note,) = notes
            assert note.startswith("Each copy of `postgres` takes ") and "(`forkBytes`)" in note
        await source.close()


async def test_without_a_database_each_query_of_a_file_says_what_is_missing(tmp_path: Path) -> None:
    source = queries(tmp_path, Settings(trusted=True))
    cases = await source.open(Snapshot("file:///q.sql", 1, "sql", f"{CHEAP};\n{DEAR};\n"), None)
    assert [case.refused for case in cases] == [NO_DATABASE] * 2
    assert all(not case.candidates for case in cases)


async def test_the_trials_of_one_query_come_before_those_of_the_next() -> None:
    turns, done = TakingTurns(), list[str]()
    left = {"first": 3, "second": 2, "third": 1}

    async def trial(of: str) -> None:
        await turns.begin(of)
        for _ in range(3):
            await asyncio.sleep(0)
        done.append(of)
        left[of] -= 1
        if not left[of]:
            turns.end(of)

    order = ["first", "first", "second", "third", "second", "first"]
    await asyncio.gather(*(trial(of) for of in order))
    assert done == ["first"] * 3 + ["second"] * 2 + ["third"]
    await turns.close()


async def test_who_waits_for_a_turn_that_never_comes_is_let_go() -> None:
    turns = TakingTurns()
    await turns.begin("first")
    waiting = asyncio.create_task(turns.begin("second"))
    await asyncio.sleep(0)
    turns.end("second")
    with pytest.raises(asyncio.CancelledError):
        await waiting
    turns.end("first")
    await asyncio.wait_for(turns.begin("third"), 1)
    await turns.close()
