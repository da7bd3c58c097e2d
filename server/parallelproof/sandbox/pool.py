"""The sandbox: jobs in processes forked from warm zygotes, a few at a time."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..domain import Project
from ..ports import JobFailed
from .warm import Zygote, ZygoteDied

BIG_BYTES = 256 << 10
"""JSON larger than this is read and written in a thread, to leave the event loop free."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the jobs of one zygote share."""

    python: Path
    root: Path
    hash_seed: int


class ZygoteSandbox:
    """Runs up to `jobs` jobs at a time; keeps `warm` zygotes, and each for `idle_s` after its last job."""

    def __init__(self, jobs: int, *, warm: int = 4, idle_s: float = 60.0) -> None:
        self._slots = asyncio.Semaphore(jobs)
        self._warm, self._idle_s = warm, idle_s
        self._zygotes: dict[Kind, Zygote] = {}
        self._starting = asyncio.Lock()
        self._retiring: asyncio.Task[None] | None = None

    async def run(
        self,
        job: str,
        payload: Mapping[str, Any],
        *,
        project: Project,
        timeout_s: float,
        threads: int = 0,
        processes: int = 0,
        hash_seed: int = 0,
        memory_bytes: int = 2 << 30,
    ) -> Any:
        """The job's result (JSON values). Raises JobFailed with one sentence; cancelling kills the job at once."""
        if sys.platform == "win32":
            raise JobFailed("running code in the sandbox needs Linux or macOS; on Windows, use WSL")
        header = {
            "job": job,
            "timeout_s": timeout_s,
            "threads": threads,
            "processes": processes,
            "memory_bytes": memory_bytes,
        }
        async with self._slots:
            body = await _encode(payload)
            return await _decode(await self._retried(Kind(project.python, project.root, hash_seed), header, body))

    async def close(self) -> None:
        """Ends every zygote and all their jobs."""
        if self._retiring:
            self._retiring.cancel()
            with suppress(asyncio.CancelledError):
                await self._retiring
        zygotes = list(self._zygotes.values())
        self._zygotes.clear()
        await asyncio.gather(*(zygote.end() for zygote in zygotes))

    async def _retried(self, kind: Kind, header: Mapping[str, Any], body: bytes) -> bytes:
        for _ in range(2):
            zygote = await self._zygote(kind)
            with suppress(ZygoteDied):
                return await zygote.run(header, body)
        raise JobFailed("the worker process was killed twice while the job ran")

    async def _zygote(self, kind: Kind) -> Zygote:
        async with self._starting:
            zygote = self._zygotes.pop(kind, None)
            if zygote and not zygote.alive:
                await zygote.end()
                zygote = None
            zygote = zygote or await Zygote.start(kind.python, kind.hash_seed)
            self._zygotes[kind] = zygote  # last in order: most recently used
            zygote.used_at = time.monotonic()
            await self._retire(list(self._zygotes)[: -self._warm])
            self._retiring = self._retiring or asyncio.create_task(self._retire_idle())
            return zygote

    async def _retire_idle(self) -> None:
        while True:
            await asyncio.sleep(self._idle_s / 4)
            async with self._starting:
                old = time.monotonic() - self._idle_s
                await self._retire([kind for kind, zygote in self._zygotes.items() if zygote.used_at < old])

    async def _retire(self, kinds: list[Kind]) -> None:
        for kind in kinds:
            if not self._zygotes[kind].busy:
                await self._zygotes.pop(kind).end()


async def _encode(payload: Mapping[str, Any]) -> bytes:
    if sum(len(value) for value in payload.values() if isinstance(value, (str, list, dict))) * 8 > BIG_BYTES:
        return await asyncio.to_thread(lambda: json.dumps(payload).encode())
    return json.dumps(payload).encode()


async def _decode(body: bytes) -> Any:
    return await asyncio.to_thread(json.loads, body) if len(body) > BIG_BYTES else json.loads(body)
