"""Slow queries: what campaigns find against the best known fixes, by one clock, and how long they take."""

from __future__ import annotations

import asyncio
import json
import math
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from parallelproof.measure.backend_cpu import BackendCpu
from parallelproof.measure.queries_runs import Timed, run
from parallelproof.postgres import Connection, DatabaseError, connect
from psycopg.conninfo import make_conninfo

from tests.postgres.servers import server

from .rows import Row, count, row
from .slow_queries import SlowQuery, slow_queries, statements, traps

_GROUP = "sql"
_SCALE, _QUICK_SCALE, _QUICK = 6, 1, 12
_TIMEOUT_S = 30.0
_ENOUGH_S = 2.0
_ON = re.compile(r"INDEX \S+ ON (\S+)")
_ALONE = ("events-of-a-user", "orders-of-a-day", "either-table", "which-devices")
"""Tried once more by one agent at a time."""
_LONG = ("newest-reading",)
"""Does not end without an index, even on a small database."""


@dataclass(slots=True)
class Result:
    """What came of one query; seconds are of the server's processor, those of campaigns by the clock."""

    query: SlowQuery
    said: dict[str, Any]
    original_s: float = 0.0
    known_s: float = 0.0
    found_s: float = field(default=0.0)

    @property
    def known(self) -> float:
        """The best known gain."""
        return self.original_s / self.known_s

    @property
    def gain(self) -> float:
        """What the campaign's best win gains, 1 without one."""
        return self.original_s / self.found_s

    @property
    def share(self) -> float:
        """The share of the best known gain, in logarithms, between 0 and 1."""
        return min(1.0, max(0.0, math.log(self.gain) / math.log(self.known))) if self.known > 1 else 1.0

    def __str__(self) -> str:
        best = self.said.get("best") or {}
        what = "; ".join(best.get("statements") or ()) + (f" | {best['what']}" if best else "")
        what = what or self.said.get("refused") or str(self.said.get("outcomes"))
        gains = f"known {self.known:>9.1f}x  found {self.gain:>9.1f}x"
        return f"{self.query.name:<26}{self.original_s:>9.3f} s  {gains}  {self.said['seconds']:>6.1f} s  {what}"


def rows(quick: bool) -> Iterator[Row]:
    """On Debian's PostgreSQL 15, which has trigrams; `quick` takes fewer queries and a smaller database."""
    try:
        yield from asyncio.run(_measured(quick))
    except pytest.skip.Exception as reason:
        print(f"sql: not measured: {reason}", file=sys.stderr)


async def _measured(quick: bool) -> list[Row]:
    async with _shop(_QUICK_SCALE if quick else _SCALE) as (address, clock):
        wrong = await _accepted(address if quick else await _database(address, "small", _QUICK_SCALE))
        chosen = slow_queries()
        if quick:
            chosen = _some(chosen)
        said = await _campaigns(address, 50, chosen)
        few = [query for query in chosen if query.name in _ALONE]
        alone = await _campaigns(address, 1, few)
        results = [Result(query, one) for query, one in zip(chosen, said, strict=True)]
        async with await connect(clock, "benchmark") as connection:
            for one in results:
                await _time(connection, one)
                print(one, file=sys.stderr, flush=True)
    return _rows(results, wrong, [one["seconds"] for one in alone], quick)


def _rows(results: list[Result], wrong: tuple[int, int, int], alone: list[float], quick: bool) -> list[Row]:
    improvable = [one for one in results if not one.query.is_hopeless]
    hopeless = [one for one in results if one.query.is_hopeless]
    slow = 100 * mean(one.gain < 2 for one in improvable)
    beside = [one.said["seconds"] for one in results if one.query.name in _ALONE]
    seconds = [one.said["seconds"] for one in results]
    shown = sum(bool(one.said.get("best")) for one in hopeless)
    beyond = [one.said["seconds"] - 4 * one.original_s for one in results]
    what = f"{len(improvable)} improvable queries"
    accepted, unsure, of = wrong
    return [
        Row(_GROUP, f"{what}: not made twice as fast", round(slow, 1), "%", 20, 1),
        Row(_GROUP, f"{what}: share of the best known gain missed, in logarithms",
            round(1 - mean(one.share for one in improvable), 3), "", 0.5, 1),
        row(_GROUP, "best known gain", [one.known for one in improvable], "x"),
        row(_GROUP, "gain", [one.gain for one in improvable], "x"),
        count(_GROUP, "wrong rewrites accepted", accepted, 0, of),
        count(_GROUP, "wrong rewrites that were not told apart", unsure, None, of),
        count(_GROUP, "hopeless queries with something shown", shown, 0, len(hopeless)),
        row(_GROUP, "one query with all its agents", seconds, "s", 20),
        Row(_GROUP, "the longest, less 4 runs of the original", round(max(beyond), 2), "s", 60, len(beyond)),
        row(_GROUP, f"{len(alone)} queries, 50 agents at once", beside, "s"),
        row(_GROUP, f"{len(alone)} queries, one agent at a time", alone, "s"),
    ]  # fmt: skip


def _some(found: list[SlowQuery]) -> list[SlowQuery]:
    """Two that cannot be improved, and others evenly; not those that take minutes."""
    hopeless = [query for query in found if query.is_hopeless][:2]
    others = [query for query in found if not query.is_hopeless and query.name not in _LONG]
    step = len(others) / (_QUICK - len(hopeless))
    return [others[int(place * step)] for place in range(_QUICK - len(hopeless))] + hopeless


@asynccontextmanager
async def _shop(scale: int) -> AsyncIterator[tuple[str, str]]:
    """The address of a database, and of a copy of it to time statements in."""
    async with server(15, shared_buffers="1GB", maintenance_work_mem="256MB", max_wal_size="8GB") as address:
        shop = await _database(address, "shop", scale)
        async with await connect(address, "benchmark") as connection:
            await connection.execute("CREATE DATABASE clock TEMPLATE shop")
        yield shop, make_conninfo(address, dbname="clock")


async def _database(address: str, name: str, scale: int) -> str:
    async with await connect(make_conninfo(address, dbname="postgres"), "benchmark") as connection:
        await connection.execute(f"CREATE DATABASE {name}")
    made = make_conninfo(address, dbname=name)
    async with await connect(made, "benchmark") as connection:
        await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for statement in statements(scale):
            await connection.execute(statement)
        await connection.execute("VACUUM ANALYZE")
    return made


async def _campaigns(address: str, agents: int, chosen: Sequence[SlowQuery]) -> list[dict[str, Any]]:
    """What each campaign said, in a process that knows of no earlier one."""
    with TemporaryDirectory() as folder:
        files = [Path(folder, f"{query.name}.sql") for query in chosen]
        for file, query in zip(files, chosen, strict=True):
            file.write_text(query.text)
        command = (sys.executable, "-m", f"{__package__}.queries_campaign", address, str(agents), *map(str, files))
        process = await asyncio.create_subprocess_exec(
            *command, env=_fresh(folder), stdout=asyncio.subprocess.PIPE, limit=1 << 26
        )
        assert process.stdout
        said = [json.loads(line) async for line in process.stdout]
        if await process.wait():
            raise RuntimeError(f"the campaigns ended with {process.returncode}")
        return said


async def _accepted(address: str) -> tuple[int, int, int]:
    """How many wrong rewrites were said to be the same, how many could not be told, of how many."""
    folders = traps()
    with TemporaryDirectory() as folder:
        for name in ("old.sql", "new.sql"):
            Path(folder, name).write_text("\n".join((trap / name).read_text() for trap in folders))
        command = (sys.executable, "-m", "parallelproof", "verify", f"{folder}/old.sql", f"{folder}/new.sql")
        process = await asyncio.create_subprocess_exec(
            *command, "--json", "--database", address, env=_fresh(folder), stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
    found = json.loads(out)["queries"]
    accepted = unsure = 0
    for trap, one in zip(folders, found, strict=True):
        accepted += one["verdict"] == "same"
        unsure += one["verdict"] == "cannot-tell"
        if one["verdict"] != "counterexample":
            print(f"not told apart: {trap.name}: {one}", file=sys.stderr)
    return accepted, unsure, len(folders)


def _fresh(folder: str) -> dict[str, str]:
    names = ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
    return {**os.environ, **{name: f"{folder}/{name}" for name in names}}


async def _time(connection: Connection, result: Result) -> None:
    """The original, the best known fix and what was found, on the same clock."""
    query, best = result.query, result.said.get("best")
    result.original_s = await _seconds(connection, query.sql)
    result.known_s = result.found_s = result.original_s
    if not query.is_hopeless:
        result.known_s = await _seconds(connection, query.fixed, [part for part in query.make.split(";\n") if part])
    if best:
        found = query.filled(best["text"])
        result.found_s = await _seconds(connection, found, best["statements"], best["settings"])


async def _seconds(
    connection: Connection, sql: str, make: Sequence[str] = (), settings: dict[str, str] | None = None
) -> float:
    """Seconds of the server's processor, the least of some runs; the limit where it does not end."""
    timed = Timed(sql, ((),), settings=settings or {})
    async with connection.transaction(force_rollback=True):
        for statement in make:
            await connection.execute(statement)
            for table in _ON.findall(statement):  # as the server does by itself after a while
                await connection.execute(f"ANALYZE {table}")
        cpu = await BackendCpu.of(connection)
        taken: list[float] = []
        try:
            while len(taken) < 4 and sum(taken) < _ENOUGH_S:
                taken.append((await run(connection, timed, _TIMEOUT_S, cpu)).total_s)
        except DatabaseError as error:
            if not isinstance(error, psycopg.errors.QueryCanceled):
                raise
            return _TIMEOUT_S
    return min(taken)
