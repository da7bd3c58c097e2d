"""The sandbox: jobs in processes forked from warm zygotes, a few at a time."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from ..domain import Project
from ..ports import JobFailed
from .access import Access, beside
from .slots import Slots
from .warm import Kind, Zygote, ZygoteDied

CLOSED = "the sandbox is closed"
NO_FENCE = "code that uses a database is not run where nothing keeps it from other sockets"


class ZygoteSandbox:
    """Runs up to `jobs` jobs at a time; keeps `warm` zygotes, and each for `idle_s` after its last job."""

    def __init__(
        self, jobs: int, *, warm: int = 4, idle_s: float = 60.0, without: frozenset[str] = frozenset()
    ) -> None:
        self._slots = Slots(jobs)
        self._warm, self._idle_s, self._without = warm, idle_s, without
        self._zygotes: dict[Kind, Zygote] = {}
        self._changing = asyncio.Lock()
        self._closed = False
        self._access = Access()
        self._retiring: asyncio.Task[None] | None = None
        self._starting: asyncio.Task[Zygote] | None = None
        self._ending: set[asyncio.Task[None]] = set()

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
        socket: Path | None = None,
    ) -> Any:
        """The job's result (JSON values). Raises JobFailed with one sentence; cancelling kills the job at once.

        `threads` and `processes` are how many the code may start besides its own. Numeric libraries need none.
        `socket` is the one Unix socket that it can talk to, whatever address it connects to.
        JSON is read on the event loop, since doing so in a thread would hold it up as long: keep results small.
        """
        if sys.platform == "win32":
            raise JobFailed("running code in the sandbox needs Linux or macOS; on Windows, use WSL")
        header = {
            "job": job,
            "timeout_s": timeout_s,
            "threads": threads,
            "processes": processes,
            "memory_bytes": memory_bytes,
            "socket": str(socket) if socket else None,
        }
        async with self._slots.taken():
            body = json.dumps(payload).encode()
            return json.loads(await self._retried(self._kind(project, hash_seed), header, body))

    async def errors(self, project: Project) -> dict[str, str]:
        """Layers that do not work on this machine -> why not, found by trying them."""
        async with self._borrowed(self._kind(project, 0)) as zygote:
            return dict(zygote.errors)

    def resize(self, jobs: int) -> None:
        """Run up to this many jobs at a time from now on; those that run go on."""
        self._slots.resize(jobs)

    async def close(self) -> None:
        """Ends every zygote and all their jobs."""
        self._closed = True
        for task in (self._retiring, self._starting):
            if task and task.cancel():
                await asyncio.wait([task])
        self._retire(list(self._zygotes), even_used=True)
        await asyncio.gather(*self._ending)

    def _kind(self, project: Project, hash_seed: int) -> Kind:
        roots = (project.root, *project.import_paths, *project.tests)
        return Kind(project.python, roots, hash_seed, self._without)

    async def _retried(self, kind: Kind, header: Mapping[str, Any], body: bytes) -> bytes:
        for _ in range(2):
            async with self._borrowed(kind) as zygote:
                if header["socket"] and (lost := zygote.errors.get("seccomp")):
                    raise JobFailed(f"{NO_FENCE}: seccomp {lost}")
                may = await self._access.to((*kind.visible, *beside(zygote.packages, zygote.path)))
                with suppress(ZygoteDied):
                    return await zygote.run({**header, "read": may.whole, "list": may.listed}, body)
        raise JobFailed("the worker process was killed twice while the job ran")

    @asynccontextmanager
    async def _borrowed(self, kind: Kind) -> AsyncIterator[Zygote]:
        async with self._changing:
            zygote = await self._warmed(kind)
            zygote.users += 1
        try:
            yield zygote
        finally:
            zygote.users -= 1
            zygote.used_at = time.monotonic()

    async def _warmed(self, kind: Kind) -> Zygote:
        if self._starting and not self._starting.done():
            await asyncio.wait([self._starting])  # the job that asked for it was cancelled
        if self._closed:
            raise JobFailed(CLOSED)
        if kind in self._zygotes and not self._zygotes[kind].alive:
            self._retire([kind], even_used=True)
        zygote = self._zygotes.pop(kind, None) or await self._started(kind)
        self._zygotes[kind] = zygote  # last: most recently used
        self._retire(list(self._zygotes)[: -self._warm])
        self._retiring = self._retiring or asyncio.create_task(self._retire_idle())
        return zygote

    async def _started(self, kind: Kind) -> Zygote:
        """A new zygote. Its start goes on when the job that waits for it is cancelled: others will want it."""
        self._starting = asyncio.create_task(self._start(kind))
        try:
            return await asyncio.shield(self._starting)
        except asyncio.CancelledError:
            if self._closed and not asyncio.current_task().cancelling():  # type: ignore[union-attr]
                raise JobFailed(CLOSED) from None
            raise

    async def _start(self, kind: Kind) -> Zygote:
        self._zygotes[kind] = zygote = await Zygote.start(kind)
        zygote.used_at = time.monotonic()
        return zygote

    async def _retire_idle(self) -> None:
        while True:
            await asyncio.sleep(self._idle_s / 4)
            old = time.monotonic() - self._idle_s
            self._retire([kind for kind, zygote in self._zygotes.items() if zygote.used_at < old])

    def _retire(self, kinds: list[Kind], even_used: bool = False) -> None:
        for kind in kinds:
            if even_used or not self._zygotes[kind].users:
                ending = asyncio.create_task(self._zygotes.pop(kind).end())
                self._ending.add(ending)
                ending.add_done_callback(self._ending.discard)
