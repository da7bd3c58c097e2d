"""Work in a process of its own: a parser holds the interpreter's lock, so a thread would hold up the event loop."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

Result = TypeVar("Result")
_GRACE_S = 0.5
"""What nobody waits for any more may take that long to end: mostly it does, and a new process takes longer to start."""


class Helper:
    """Niced processes, each with one job at a time, started when all others are busy and replaced if they die.

    What they are given and give back is pickled. There are at most `most`; who comes when all are busy waits its turn.
    """

    def __init__(self, most: int = 1) -> None:
        self._turns = asyncio.Semaphore(most)
        self._free: list[ProcessPoolExecutor] = []
        self._all: set[ProcessPoolExecutor] = set()
        self._is_closed = False

    async def run(self, work: Callable[..., Result], /, *args: Any) -> Result:
        """What a function of a module returns or raises; one retry if the process was killed.

        BrokenProcessPool if it is killed again, or this is closed. Cancelled, it is not begun, or its process is killed
        soon unless it ends before.
        """
        try:
            return await self._once(work, *args)
        except BrokenProcessPool:
            if self._is_closed:
                raise
            return await self._once(work, *args)

    async def _once(self, work: Callable[..., Result], *args: Any) -> Result:
        await self._turns.acquire()
        if self._is_closed:
            self._turns.release()
            raise BrokenProcessPool("closed")
        pool = self._free.pop() if self._free else self._new()
        job = asyncio.create_task(_job(pool, work, *args), name="helper")
        job.add_done_callback(lambda job: self._ended(pool, job))
        try:
            await asyncio.wait({job})
        except asyncio.CancelledError:
            asyncio.get_running_loop().call_later(_GRACE_S, self._give_up, pool, job)
            raise
        if job.cancelled():
            raise BrokenProcessPool("closed before it began")
        return job.result()

    def _new(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(os.getpid(),))
        self._all.add(pool)
        return pool

    def _ended(self, pool: ProcessPoolExecutor, job: asyncio.Task[Any]) -> None:
        """The next may have the process, or a new one if it died."""
        if job.cancelled() or isinstance(job.exception(), BrokenProcessPool):
            self._kill(pool)
        elif pool in self._all:
            self._free.append(pool)
        self._turns.release()

    def _give_up(self, pool: ProcessPoolExecutor, job: asyncio.Task[Any]) -> None:
        if not job.done():
            self._kill(pool)

    def _kill(self, pool: ProcessPoolExecutor) -> None:
        if pool not in self._all:
            return
        self._all.remove(pool)
        # The same dictionary gets the process that is just starting, which `shutdown` waits for.
        processes = getattr(pool, "_processes", None)
        pool.shutdown(wait=False, cancel_futures=True)
        for process in list(processes.values()) if processes else ():
            process.kill()

    def close(self) -> None:
        """End all processes, without waiting for what they are at."""
        self._is_closed = True
        self._free.clear()
        for pool in list(self._all):
            self._kill(pool)


async def _job(pool: ProcessPoolExecutor, work: Callable[..., Result], *args: Any) -> Result:
    # The first job of a pool starts its process, which takes a while.
    return await asyncio.wrap_future(await asyncio.to_thread(_submit, pool, work, *args))


def _submit(pool: ProcessPoolExecutor, work: Callable[..., Result], *args: Any) -> Future[Result]:
    try:
        return pool.submit(work, *args)
    except RuntimeError as error:  # its process was ended before it had one
        raise BrokenProcessPool(str(error)) from None


def _begin(parent: int) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(10)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """A process whose parent was killed would wait for work for ever."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
