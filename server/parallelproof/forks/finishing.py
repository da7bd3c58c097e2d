"""Work that is brought to its end although its task is cancelled: giving back what was borrowed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

LONGEST_S = 60.0


async def finished(work: Coroutine[Any, Any, None]) -> None:
    """Do it to its end, for a minute at most; a cancellation that came meanwhile is raised after that."""
    task = asyncio.ensure_future(asyncio.wait_for(work, LONGEST_S))
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled:
        if not task.cancelled():
            task.exception()  # It is seen; what ends the caller matters more.
        raise cancelled
    await task
