"""What a process and all that it started use together."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import psutil

MB = 1e6


def memory_mb(pid: int) -> float:
    """Megabytes of a process and its descendants; what several share counts once, where the system can tell."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        return sum(_one(part) for part in [process, *process.children(recursive=True)]) / MB
    return 0.0


async def peak_memory_mb(pid: int, every_s: float = 0.25) -> float:
    """The largest of `memory_mb` until the process has ended."""
    peak = 0.0
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        peak = max(peak, memory_mb(pid))
        await asyncio.sleep(every_s)
    return peak


def _one(process: psutil.Process) -> int:
    with suppress(psutil.NoSuchProcess):
        try:
            return int(process.memory_full_info().pss)
        except (psutil.AccessDenied, AttributeError):
            return int(process.memory_info().rss)
    return 0
