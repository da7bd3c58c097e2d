"""The servers that other tests throw away are real ones, apart from each other, and leave nothing behind."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from parallelproof.postgres import Connection, connect
from psycopg.conninfo import conninfo_to_dict

from tests.postgres.servers import Version, server


async def one(connection: Connection, sql: str) -> object:
    row = await (await connection.execute(sql)).fetchone()
    assert row
    return row[0]


@pytest.mark.parametrize("version", [15, 18])
async def test_a_server_of_each_version(version: Version) -> None:
    async with server(version, work_mem="7MB") as address, await connect(address, "tests") as connection:
        assert int(str(await one(connection, "SHOW server_version_num"))) // 10000 == version
        assert await one(connection, "SHOW work_mem") == "7MB"
        assert await one(connection, "SELECT usesuper FROM pg_user WHERE usename = current_user") is True


async def test_two_at_once_know_nothing_of_each_other() -> None:
    async with server(18) as first, server(18) as second:
        async with await connect(first, "tests") as connection:
            await connection.execute("CREATE TABLE here (n int)")
        async with await connect(second, "tests") as connection:
            assert await one(connection, "SELECT to_regclass('here')") is None


async def test_nothing_is_left_after_the_block() -> None:
    async with server(18) as address:
        folder = Path(str(conninfo_to_dict(address)["host"]))
        pid = int((folder / "data/postmaster.pid").read_text().splitlines()[0])
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_nothing_is_left_when_the_tests_are_killed() -> None:
    code = (
        "import asyncio\n"
        "from tests.postgres.servers import server\n"
        "async def main():\n"
        "    async with server(18) as address:\n"
        "        print(address, flush=True)\n"
        "        await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert process.stdout
    folder = Path(str(conninfo_to_dict((await process.stdout.readline()).decode().strip())["host"]))
    assert folder.exists()
    process.kill()
    async with asyncio.timeout(60):
        while folder.exists():  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.1)
