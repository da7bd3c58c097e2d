"""Keyed jobs on the event loop: the newest for a key wins, failures are logged, `close()` ends them all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

_log = logging.getLogger(__name__)
_CLOSE_S = 1.0

Job = Callable[[], Awaitable[Any]]


class Background:
    """Owns every task that outlives the call that asked for it."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._ending: set[asyncio.Task[Any]] = set()
        self._closed = False

    def replace(self, key: str, job: Job, after_s: float = 0.0) -> asyncio.Task[Any] | None:
        """Run `job` after a quiet time; an older job of the key, waiting or running, is cancelled. None once closed.

        Debounce and cancellation in one. Whoever awaits the task gets its result, None if it failed.
        """
        if self._closed:
            return None
        self.cancel(key)
        task = asyncio.get_running_loop().create_task(self._run(key, job, after_s), name=key)
        self._tasks[key] = task
        task.add_done_callback(lambda done: self._forget(key, done))
        return task

    def task(self, key: str) -> asyncio.Task[Any] | None:
        """The job of a key while it waits or runs."""
        return self._tasks.get(key)

    def cancel(self, key: str) -> bool:
        """End the job of a key, if there is one."""
        task = self._tasks.pop(key, None)
        if task is None:
            return False
        self._ending.add(task)
        task.cancel()
        return True

    async def close(self) -> None:
        """End all jobs within a second; one that does not end is named in the log and left behind."""
        self._closed = True
        for key in list(self._tasks):
            self.cancel(key)
        if self._ending:
            _, stuck = await asyncio.wait(set(self._ending), timeout=_CLOSE_S)
            for task in stuck:
                _log.error("%s did not end within %s s", task.get_name(), _CLOSE_S)

    async def _run(self, key: str, job: Job, after_s: float) -> Any:
        if after_s > 0:
            await asyncio.sleep(after_s)
        try:
            return await job()
        except Exception:
            _log.exception("%s failed", key)
            return None

    def _forget(self, key: str, task: asyncio.Task[Any]) -> None:
        self._ending.discard(task)
        if self._tasks.get(key) is task:
            del self._tasks[key]
