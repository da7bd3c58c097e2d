"""Runs one coroutine until it ends or a person ends it."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from .exits import Exit

T = TypeVar("T")
SIGNALS = (signal.SIGINT, signal.SIGTERM)
PATIENCE_S = 0.9
"""From Ctrl-C to the end of the process, whatever still runs."""


class Interrupted(Exception):
    """Ctrl-C or SIGTERM ended the work."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`; raises Interrupted if a signal cancelled it. Ended by force if it does not heed that."""
    try:
        return asyncio.run(_until_signal(work))
    except asyncio.CancelledError:
        raise Interrupted from None


async def _until_signal(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    assert task is not None
    with _signals(lambda: loop.call_soon_threadsafe(task.cancel)):
        return await work


@contextmanager
def _signals(cancel: Callable[[], object]) -> Iterator[None]:
    """The first signal cancels and starts the clock of our patience; more of them change nothing."""
    seen: list[int] = []

    def heed(number: int, _frame: FrameType | None) -> None:
        if seen:
            return
        seen.append(number)
        clock = threading.Timer(PATIENCE_S, os._exit, (int(Exit.INTERRUPTED),))
        clock.daemon = True
        clock.start()
        cancel()

    before = {number: signal.signal(number, heed) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if seen else handler)
