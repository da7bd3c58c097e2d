"""Work in processes of their own: what hangs there holds up nobody else."""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import os
import time
from collections.abc import AsyncIterator
from concurrent.futures.process import BrokenProcessPool

import psutil
import pytest
import pytest_asyncio
from parallelproof.helper import Helper

SOON_S = 20
"""A new process starts well within it on a busy machine, and long before what hangs would end."""
HANGS_S = 600


@pytest_asyncio.fixture
async def one() -> AsyncIterator[Helper]:
    helper = Helper()
    yield helper
    helper.close()


@pytest_asyncio.fixture
async def two() -> AsyncIterator[Helper]:
    helper = Helper(2)
    yield helper
    helper.close()


async def hanging(helper: Helper) -> asyncio.Task[None]:
    """A job that has begun, and will not end."""
    async with asyncio.timeout(SOON_S):
        await helper.run(os.getpid)
    job = asyncio.create_task(helper.run(time.sleep, HANGS_S))
    await asyncio.sleep(0.2)
    return job


def children() -> set[int]:
    """The processes for work that this one started and that still run."""
    return {child.pid for child in psutil.Process().children() if is_for_work(child)}


def is_for_work(process: psutil.Process) -> bool:
    """Not the tracker of shared resources, and not one that has ended and whom nobody has asked yet how."""
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:
        return False


async def gone(pids: set[int]) -> None:
    """Wait until processes have ended."""
    await asyncio.to_thread(psutil.wait_procs, [psutil.Process(pid) for pid in pids & children()])


async def test_what_a_function_returns_or_raises_comes_back(one: Helper) -> None:
    assert await one.run(math.sqrt, 9.0) == 3.0
    with pytest.raises(ValueError, match="math"):
        await one.run(math.sqrt, -1.0)
    assert await one.run(os.getpid) != os.getpid()


async def test_what_nobody_waits_for_any_more_is_killed_and_the_next_is_served(one: Helper) -> None:
    job = await hanging(one)
    job.cancel()
    async with asyncio.timeout(SOON_S):
        assert await one.run(math.sqrt, 9.0) == 3.0
    assert job.cancelled()


async def test_what_is_past_its_deadline_is_killed_and_the_next_is_served(one: Helper) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await one.run(time.sleep, HANGS_S)
    async with asyncio.timeout(SOON_S):
        assert await one.run(math.sqrt, 9.0) == 3.0


async def test_what_hangs_holds_up_nobody_where_there_is_another_process(two: Helper) -> None:
    job = await hanging(two)
    async with asyncio.timeout(SOON_S):
        assert await asyncio.gather(*(two.run(math.sqrt, float(n * n)) for n in range(20))) == list(range(20))
    assert not job.done()
    job.cancel()


async def test_a_cancelled_job_that_ends_soon_costs_no_process(one: Helper) -> None:
    process = await one.run(os.getpid)
    job = asyncio.create_task(one.run(time.sleep, 0.2))
    await asyncio.sleep(0.1)
    job.cancel()
    await asyncio.sleep(0.8)
    assert await one.run(os.getpid) == process


async def test_one_process_serves_those_who_come_one_after_the_other(two: Helper) -> None:
    assert len({await two.run(os.getpid) for _ in range(5)}) == 1


async def test_those_whose_processes_were_killed_are_served_by_new_ones(two: Helper) -> None:
    before = {child.pid for child in multiprocessing.active_children()}
    jobs = [asyncio.create_task(two.run(time.sleep, 1.0)) for _ in range(2)]
    await asyncio.sleep(0.5)
    mine = [child for child in multiprocessing.active_children() if child.pid not in before]
    assert len(mine) == 2
    for child in mine:
        child.kill()
    async with asyncio.timeout(SOON_S):
        assert await asyncio.gather(*jobs) == [None, None]


async def test_a_job_that_kills_its_process_is_told_of_and_the_next_is_served(one: Helper) -> None:
    with pytest.raises(BrokenProcessPool):
        await one.run(os._exit, 1)
    assert await one.run(math.sqrt, 9.0) == 3.0


async def test_closing_ends_all_processes_at_once_and_starts_none() -> None:
    before = children()
    helper = Helper(2)
    jobs = [await hanging(helper), await hanging(helper)]
    mine = children() - before
    assert len(mine) == 2
    jobs.append(asyncio.create_task(helper.run(math.sqrt, 9.0)))  # waits for its turn
    await asyncio.sleep(0)
    helper.close()
    async with asyncio.timeout(SOON_S):
        ended = await asyncio.gather(*jobs, return_exceptions=True)
        await gone(mine)
    assert [type(one) for one in ended] == [BrokenProcessPool] * 3
    assert not children() - before


async def test_closing_while_a_process_starts_ends_that_too() -> None:
    before = children()
    for delay_s in (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.2):
        helper = Helper()
        job = asyncio.create_task(helper.run(time.sleep, HANGS_S))
        await asyncio.sleep(delay_s)
        helper.close()
        async with asyncio.timeout(SOON_S):
            with pytest.raises(BrokenProcessPool):
                await job
            await gone(children() - before)


async def test_nothing_is_begun_once_it_is_closed(one: Helper) -> None:
    before = children()
    one.close()
    with pytest.raises(BrokenProcessPool):
        await one.run(math.sqrt, 9.0)
    assert not children() - before
