"""Analysis in a process of its own, so that parsing and matching never hold up the event loop."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TYPE_CHECKING

from ..domain import Pattern, Snapshot

if TYPE_CHECKING:
    from .analyze import Analysis
    from .profile import Hot


class Analyst:
    """Runs `analyze` in one niced process, started on first use and replaced if it dies."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def analyze(
        self,
        snapshot: Snapshot,
        patterns: Sequence[Pattern],
        names: frozenset[str] | None,
        ignore: frozenset[str],
        hot: Hot | None,
    ) -> list[Analysis]:
        """Units of a document with their candidates; one retry if the process was killed."""
        work = partial(_work, snapshot, patterns, names, ignore, hot)
        try:
            return await self._submit(work)
        except BrokenProcessPool:
            self.close()
            return await self._submit(work)

    async def _submit(self, work: Callable[[], list[Analysis]]) -> list[Analysis]:
        self._pool = self._pool or ProcessPoolExecutor(
            1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(os.getpid(),)
        )
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

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


def _work(
    snapshot: Snapshot,
    patterns: Sequence[Pattern],
    names: frozenset[str] | None,
    ignore: frozenset[str],
    hot: Hot | None,
) -> list[Analysis]:
    from .analyze import analyze

    return analyze(snapshot, patterns, names=names, ignore=ignore, hot=hot)
