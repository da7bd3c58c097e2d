"""The embedded servers: each one PostgreSQL for all processes of a user, which runs only while one of them needs it.

There are two, as they want opposite things. One keeps trials, and waits for the disk. The other hosts copies of
databases and forks of them, which must be made in an instant and can be made again.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import quote

from .. import folders
from . import account
from ._supervisor import leases
from .connect import Unreachable, connect
from .starting import VERSION, Lease, start, take_lease

_URL = "postgresql://postgres@/{database}?host={host}&passfile={passfile}"
_GONE_S = 10.0
_LOOK_S = 0.1
_FOR_ROOT = Path("/var/lib/parallelproof")
"""Where the data is if root's home is closed to the user that the server runs as."""


def default_folder(environ: Mapping[str, str] = os.environ, is_durable: bool = True) -> Path:
    """In the user's own state folder; raises Unreachable."""
    name = f"postgres-{VERSION}" if is_durable else f"postgres-{VERSION}-copies"
    ours, owner = folders.state_folder(environ), account.unprivileged()
    if owner is None:
        return ours / name
    # Our own is private. What stands beside it may be entered, unless the user's whole home is closed; a folder that
    # was chosen stays the one, and whoever uses it is told what is wrong with it.
    beside = ours.parent
    existing = next(folder for folder in (beside, *beside.parents) if folder.exists())
    if environ.get("XDG_STATE_HOME") or owner.may_enter(existing):
        return beside / f"{ours.name}-{name}"
    return _FOR_ROOT / name


class Embedded:
    """A lease on the shared server of a folder, None being the user's own one of that kind.

    A server that is not durable loses its databases when the machine goes down, and no sooner. A process that was
    forked from ours, and lives on, holds the lease too.
    """

    def __init__(self, folder: Path | None = None, is_durable: bool = True) -> None:
        self._folder, self._is_durable = folder, is_durable
        self._lease: Lease | None = None
        self._guard = threading.Lock()
        self._is_needed = True

    @property
    def folder(self) -> Path:
        """Where the data is, or will be; raises Unreachable."""
        return self._folder or default_folder(is_durable=self._is_durable)

    @property
    def has_data(self) -> bool:
        """Whether the server was ever started."""
        return (self.folder / leases.DATA).exists()

    @property
    def is_running(self) -> bool:
        """Whether somebody needs the server now."""
        return leases.running(self.folder) is not None

    async def address(self, database: str = "postgres") -> str:
        """How to reach a database of the server, which is started if it does not run; raises Unreachable.

        Ask again after a connection failed: a server that was killed is started anew, and has another address. It holds
        no password, but the file that has it, which the user alone can read.
        """
        until = time.monotonic() + _GONE_S
        self._is_needed = True
        while True:
            url = partial(_URL.format, **await self._place())
            try:
                await (await connect(url(database="postgres"), "look")).close()
            except Unreachable:
                # One that was killed this moment still looks as if it ran.
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(_LOOK_S)
            else:
                return url(database=quote(database, safe=""))

    async def close(self) -> None:
        """Say that we need it no more; a moment after the last one has said so, it ends. Waits for nothing."""
        self._is_needed = False
        if self._guard.acquire(blocking=False):
            try:
                self._leave()
            finally:
                self._guard.release()

    async def _place(self) -> dict[str, str]:
        """Where the server is reached, and the password is, as a URL writes them."""
        sockets = await _detached(self._sockets)
        return {
            name: quote(str(path), safe="/")
            for name, path in (("host", sockets), ("passfile", self.folder / leases.PASSFILE))
        }

    def _sockets(self) -> Path:
        if sys.platform == "win32":
            raise Unreachable("The embedded Postgres runs on Linux and macOS; name a server in `store_database`.")
        folder = self.folder
        try:
            with self._guard:
                if self._lease is None:
                    self._lease = take_lease(folder)
                try:
                    return leases.running(folder) or start(folder, self._is_durable)
                finally:
                    if not self._is_needed:
                        self._leave()
        except OSError as error:
            if error.errno == errno.ENOSPC:
                reason = "its disk is full; make room and try again"
            else:
                reason = (error.strerror or str(error)).rstrip(".")
            raise Unreachable(f"The embedded Postgres cannot run in {folder}: {reason}.") from None

    def _leave(self) -> None:
        lease, self._lease = self._lease, None
        if lease:
            lease.give_back()


async def _detached(work: Callable[[], Path]) -> Path:
    """What a function gives, in a thread that nobody waits for when the program ends: the first start takes seconds."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Path] = loop.create_future()

    def tell(give: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(lambda: None if done.done() else give())

    def run() -> None:
        try:
            found = work()
        except Exception as error:
            tell(partial(done.set_exception, error))
        else:
            tell(partial(done.set_result, found))

    threading.Thread(target=run, name="parallelproof-postgres", daemon=True).start()
    return await done
