"""One timed run at a time on a host, across every ParallelProof process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from ..ports import JobFailed
from ..sandbox.slots import Slots

_POLL_S = 0.02


def default_path() -> Path:
    """The lock file that all processes of all users of this host share the name of, one for each user."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    return Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"parallelproof-{user}-measure.lock"


class HostLock:
    """An advisory file lock; the operating system gives it back when a process dies."""

    def __init__(self, path: Path | None = None, is_busy: Callable[[], bool] = lambda: False) -> None:
        self._path = path
        self._is_busy = is_busy
        self._here = Slots(1)

    @contextlib.asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Hold the lock in the block; waits for other processes, and while the editor is busy."""
        async with self._here.taken():
            while self._is_busy():  # noqa: ASYNC110 - nothing tells when typing ends
                await asyncio.sleep(_POLL_S * 5)
            try:
                # Only now: where no temporary folder can be written to, that costs the timed run and not the start.
                path = self._path or default_path()
                handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
            except OSError as error:
                place = self._path or "the temporary folder"
                raise JobFailed(f"the lock for timed runs at {place} cannot be opened: {error.strerror}") from error
            try:
                while not _try_lock(handle):  # noqa: ASYNC110 - a file lock sends no event
                    await asyncio.sleep(_POLL_S)
                yield
            finally:
                os.close(handle)


def _try_lock(handle: int) -> bool:
    if os.name == "nt":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
