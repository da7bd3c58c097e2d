"""The server: how soon it answers, what it weighs, and whether a person at the keyboard notices a campaign."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from .processes import memory_mb
from .rows import Row, row
from .wire import BARE, OURS, initialize, started

IDLE_S = 3.0


def rows(quick: bool) -> Iterator[Row]:
    """Start, weight; then latency under load."""
    runs = 3 if quick else 5
    started_runs = [asyncio.run(_start(OURS)) for _ in range(runs)]
    bare_runs = [asyncio.run(_start(BARE, idle_s=0.0)) for _ in range(runs)]
    behind_ms = [(ours - bare) * 1000 for (ours, _), (bare, _) in zip(started_runs, bare_runs, strict=True)]
    yield row("server", "initialize is answered this much later than by a bare pygls server", behind_ms, "ms", 300)
    yield row("server", "memory when idle", [memory for _, memory in started_runs], "MB", 130)


async def _start(command: Sequence[str | Path], idle_s: float = IDLE_S) -> tuple[float, float]:
    """Seconds from the start of the process to its answer, and megabytes of all its processes once it is idle."""
    with TemporaryDirectory() as folder:
        begun = time.monotonic()
        async with started(command) as server:
            await server.request("initialize", initialize(Path(folder)))
            answered_s = time.monotonic() - begun
            server.notify("initialized", {})
            await asyncio.sleep(idle_s)
            return answered_s, memory_mb(server.process.pid)
