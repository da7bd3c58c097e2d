"""What goes wrong while a copy is taken: one clear sentence, a source that nothing holds up, and no half copy."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from parallelproof.forks import names
from parallelproof.forks.connecting import forgotten, listed, planned, taken
from parallelproof.ports import ForkFailed
from parallelproof.settings import Settings
from psycopg.conninfo import make_conninfo

from tests.postgres.servers import server

from .copying import Servers, connected, rows, servers

pytestmark = pytest.mark.asyncio(loop_scope="module")
SLOWLY = 1e5
TAKING = """
import asyncio, sys
from parallelproof.forks.connecting import planned, taken
from parallelproof.settings import Settings

async def main(source, target):
    plan = await planned(source, target, "killed", bytes_per_s=1e5)
    await taken(plan, target, Settings(), lambda step: print(step, flush=True))

asyncio.run(main(*sys.argv[1:]))
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both() -> AsyncIterator[Servers]:
    async with servers() as both:
        yield both


async def failure(both: Servers, **more: float) -> str:
    """The sentence that a copy fails with; nothing of it is left."""
    with pytest.raises(ForkFailed) as failed:
        await both.copied("never", **more)
    assert await both.databases() == set()
    return str(failed.value)


async def begun(both: Servers, table: str = "public.lines") -> asyncio.Task[object]:
    """A copy that is just about to take a large table, slowly."""
    plan = await planned(both.source, both.target, "never", bytes_per_s=SLOWLY)
    reached = asyncio.Event()
    copying = asyncio.create_task(
        taken(plan, both.target, Settings(), lambda step: reached.set() if step == table else None)
    )
    waiting = asyncio.create_task(reached.wait())
    await asyncio.wait([waiting, copying], return_when=asyncio.FIRST_COMPLETED)
    if copying.done():
        waiting.cancel()
        await copying
    return copying


async def until_gone(both: Servers) -> None:
    """Wait until no session of ours is on the source."""
    for _ in range(400):
        if not await both.sessions():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(await both.sessions())


async def test_a_wrong_password(both: Servers) -> None:
    async with server(18) as address:
        ((folder,),) = await rows(address, "SHOW data_directory")
        await rows(address, "CREATE ROLE ada LOGIN PASSWORD 'right'")
        await rows(address, f"COPY (SELECT 'local all ada scram-sha-256') TO '{folder}/pg_hba.conf'")
        await rows(address, "SELECT pg_reload_conf()")
        there = make_conninfo(address, user="ada", password="wrong, and not to be told")
        sentence = await failure(Servers(there, both.target))
    assert sentence.startswith("The database `postgres` on /tmp/")
    assert sentence.endswith('cannot be used: password authentication failed for user "ada".')


async def test_a_server_that_is_not_there(both: Servers) -> None:
    assert "cannot be used" in await failure(Servers("postgresql://ada@127.0.0.1:1/shop", both.target))


async def test_a_server_that_goes_away_in_the_middle(both: Servers) -> None:
    copying = await begun(both)
    ((pid, _),) = await both.sessions()
    await rows(both.source, f"SELECT pg_terminate_backend({pid})")
    with pytest.raises(ForkFailed, match="went away while the copy was taken; nothing of it was kept"):
        await copying
    assert await both.databases() == set()


async def test_a_lock_that_another_session_holds(both: Servers) -> None:
    async with connected(both.source) as other:
        await other.execute("BEGIN; LOCK TABLE orders")
        sentence = await failure(both)
        assert sentence.startswith("The table `orders` is locked by parallelproof tests (process ")
        assert sentence.endswith("): try again when that has ended.")


async def test_a_lock_that_another_session_takes_meanwhile(both: Servers) -> None:
    plan = await planned(both.source, both.target, "never")
    async with connected(both.source) as other:
        await other.execute("BEGIN; LOCK TABLE orders")
        with pytest.raises(ForkFailed, match=r"A table of `shop` on .* is locked by another session: try again"):
            await taken(plan, both.target, Settings(), lambda step: None)
    assert await both.databases() == set()


async def test_a_disk_that_has_no_room(both: Servers) -> None:
    plan = await planned(both.source, both.target, "never")
    with pytest.raises(ForkFailed, match=r"takes 1\d MB of disk, and of the 1.0 MB that `forkBytes` allows"):
        await taken(plan, both.target, Settings(fork_bytes=1_000_000), lambda step: None)
    assert await both.databases() == set()


@contextmanager
def small_disk() -> Iterator[Path]:
    if os.getuid() != 0:
        pytest.skip("to mount a small file system takes root")
    folder = Path(tempfile.mkdtemp(prefix="pp-test-", dir="/tmp"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m,mode=777", "none", folder], capture_output=True)
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("a file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


async def test_a_disk_that_becomes_full(both: Servers) -> None:
    with small_disk() as folder:
        ((data,),) = await rows(both.target, "SHOW data_directory")
        os.chown(folder, os.stat(data).st_uid, os.stat(data).st_gid)
        await rows(both.target, f"CREATE TABLESPACE small LOCATION '{folder}'")
        try:
            await rows(both.target, "ALTER SYSTEM SET default_tablespace = 'small'")
            await rows(both.target, "SELECT pg_reload_conf()")
            sentence = await failure(both)
        finally:
            await rows(both.target, "ALTER SYSTEM RESET default_tablespace")
            await rows(both.target, "SELECT pg_reload_conf()")
            await rows(both.target, "DROP TABLESPACE small")
    assert sentence.startswith("The disk is full, so ")
    assert sentence.endswith(" was not copied: free some space, or take a sample (`--sample`).")


async def test_to_interrupt_it_ends_it_on_both_sides(both: Servers) -> None:
    copying = await begun(both)
    assert [state for _, state in await both.sessions()] == ["active"]
    copying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await copying
    await until_gone(both)
    assert await both.databases() == set()


async def test_a_killed_process_leaves_nothing_that_looks_whole_and_is_cleared_up(both: Servers) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", TAKING, both.source, both.target, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    while (await process.stdout.readline()).strip() != b"public.lines":
        pass
    process.send_signal(signal.SIGKILL)
    await process.wait()
    await until_gone(both)
    assert await listed(both.target) == []
    (left,) = await both.databases()
    name = names.parse(left)
    assert name and (name.purpose, name.pid) == ("connect", process.pid)
    assert name.expires_at > datetime.now(UTC) + timedelta(hours=23)  # It may take long: no reaper comes in between.
    await both.copied("whole", share=0.1)  # Whoever takes the next one clears up first.
    assert await both.databases() == {"whole"}
    await forgotten(both.target, "whole")
