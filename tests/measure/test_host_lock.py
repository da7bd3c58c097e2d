"""One timed run at a time on the host, whoever asks."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest
from parallelproof.measure.host_lock import HostLock
from parallelproof.ports import JobFailed

HOLD = """
import fcntl, os, sys, time
handle = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


async def test_another_process_is_waited_for_and_its_death_frees_the_lock(tmp_path):
    path = tmp_path / "lock"
    holder = subprocess.Popen(  # noqa: ASYNC220 - the test has nothing else to do
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE
    )
    assert holder.stdout and holder.stdout.readline() == b"held\n"
    lock = HostLock(path)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3), lock.held():
            pass
    holder.kill()
    holder.wait()
    async with asyncio.timeout(5), lock.held():
        pass


async def test_timed_runs_of_one_process_take_turns(tmp_path):
    lock, inside = HostLock(tmp_path / "lock"), []

    async def run():
        async with lock.held():
            inside.append(1)
            await asyncio.sleep(0.01)
            assert len(inside) == 1
            inside.pop()

    await asyncio.gather(*(run() for _ in range(5)))


async def test_a_timed_run_waits_while_the_editor_is_busy(tmp_path):
    busy = [True]
    lock = HostLock(tmp_path / "lock", lambda: busy[0])
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3), lock.held():
            pass
    busy[0] = False
    async with asyncio.timeout(5), lock.held():
        pass


async def test_a_lock_that_cannot_be_made_is_one_clear_sentence(tmp_path):
    with pytest.raises(JobFailed, match="the lock for timed runs at"):
        async with HostLock(tmp_path / "missing" / "lock").held():
            pass
