"""Work in a process of its own: a parser holds the interpreter's lock, so a thread would hold up the event loop."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

Result = TypeVar("Result")


class Helper:
    """One niced process, started on first use and replaced if it dies. What it is given and gives back is pickled."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._starting = asyncio.Lock()

    async def run(self, work: Callable[..., Result], /, *args: Any) -> Result:
        """What a function of a module returns or raises; one retry if the process was killed.

        Cancelled, it is not begun; what has begun ends on its own.
        """
        try:
            return await self._submit(work, *args)
        except BrokenProcessPool:
            self.close()
            return await self._submit(work, *args)

    async def _submit(self, work: Callable[..., Result], *args: Any) -> Result:
        async with self._starting:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(os.getpid(),)
                )
                # The first job starts the process, which takes a while.
                await asyncio.to_thread(self._pool.submit, int)
            pool = self._pool
        return await asyncio.wrap_future(pool.submit(work, *args))

    def close(self) -> None:
        """End the process, without waiting for what it is at."""
        if self._pool is None:
            return
        processes = list((getattr(self._pool, "_processes", None) or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        self._pool = None


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
