"""Keeps every trial of every campaign in Postgres: the embedded one, or the one that `store_database` names."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain import Report
from ..ports import Apart
from ..settings import Settings
from .insert import insert_waiting
from .prune import Kept, prune
from .rows import rows
from .waiting import Waiting

if TYPE_CHECKING:
    from ..postgres import Connection
    from ..postgres.embedded import Embedded

_log = logging.getLogger(__name__)
VARIABLE = "PARALLELPROOF_STORE_DATABASE"
"""Names the store in the environment, for commands: the setting is an editor's."""
OFF = "off"
"""What either says where nothing is to be kept."""
_KEEP_S = 3.0
_WRITE_S = 1.0
_STORE_S = 120.0
_PRUNED_S = 3600.0
"""Old trials are looked for so often."""


def store_of(settings: Settings, environ: Mapping[str, str] = os.environ) -> str:
    """The address of the store that the setting or else the environment names; "" is the embedded one."""
    return settings.store_database or environ.get(VARIABLE, "").strip()


class PostgresTrials:
    """A TrialStore that works in the background, and never fails or delays a campaign.

    A campaign is first kept in a file, and from there written to the store; where that is not ready or cannot be used,
    a later one writes it. The server is started with the first campaign and needed until `close`. Reports are made into
    rows `apart`: they are parsed.
    """

    def __init__(
        self,
        folder: Path | None = None,
        apart: Apart = asyncio.to_thread,
        environ: Mapping[str, str] = os.environ,
        waiting: Waiting | None = None,
    ) -> None:
        self._folder, self._apart, self._environ = folder, apart, environ
        self._waiting = waiting or Waiting()
        self._keeping: set[asyncio.Task[None]] = set()
        self._stores: asyncio.Queue[tuple[str, Kept]] = asyncio.Queue()
        self._pruned_s: dict[str, float] = {}
        self._writer: asyncio.Task[None] | None = None
        self._has_connected = False
        self.problem: str | None = None
        """Why trials are not in the store yet, in one sentence; None if they are."""

    def prepare(self, settings: Settings) -> None:
        """A campaign begins: get the store ready meanwhile, and write what waits for it."""
        address = store_of(settings, self._environ)
        if address != OFF:
            self._write_to(address, Kept.of(settings))

    async def record(self, report: Report, settings: Settings, is_complete: bool = True) -> None:
        """Keep all trials of one campaign, and which units were refused; returns at once."""
        units = tuple(unit for unit in report.units if unit.trials or unit.refused)
        address = store_of(settings, self._environ)
        if units and address != OFF:
            work = self._keep(replace(report, units=units), settings, address, datetime.now(UTC), is_complete)
            task = asyncio.create_task(work, name="trials")
            self._keeping.add(task)
            task.add_done_callback(self._keeping.discard)

    async def written(self) -> None:
        """Wait until all that was recorded is in the store, or waits for a later one to write it."""
        while self._keeping:
            await asyncio.wait(self._keeping)
        await self._stores.join()

    async def close(self) -> None:
        """Let go of the server; what is not written in a moment waits on the disk."""
        if self._keeping:
            await asyncio.wait(self._keeping, timeout=_KEEP_S)
        if self._writer:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stores.join(), _WRITE_S if self._has_connected else 0.0)
            self._writer.cancel()
            await asyncio.wait({self._writer})

    async def _keep(
        self, report: Report, settings: Settings, address: str, ended_at: datetime, is_complete: bool
    ) -> None:
        try:
            found = await self._apart(rows, report, settings, ended_at, is_complete)
            await asyncio.to_thread(self._waiting.put, address, found)
        except OSError as error:
            self._tell(f"they cannot be kept on disk ({error.strerror})")
        except Exception:
            _log.exception("The trials of a campaign were not kept.")
        else:
            self._write_to(address, Kept.of(settings))

    def _write_to(self, address: str, kept: Kept) -> None:
        self._stores.put_nowait((address, kept))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name="trials")

    async def _write(self) -> None:
        embedded = await asyncio.to_thread(_embedded, self._folder)
        try:
            while True:
                address, kept = await self._stores.get()
                try:
                    await self._write_all(embedded, address, kept)
                finally:
                    self._stores.task_done()
        finally:
            await embedded.close()

    async def _write_all(self, embedded: Embedded, address: str, kept: Kept) -> None:
        from ..postgres import DatabaseError, Unreachable

        try:
            async with asyncio.timeout(_STORE_S), await opened(embedded, address) as connection:
                self._has_connected = True
                await insert_waiting(connection, self._waiting, address)
                if time.monotonic() - self._pruned_s.get(address, -_PRUNED_S) >= _PRUNED_S:
                    await prune(connection, kept)
                    self._pruned_s[address] = time.monotonic()
        except (Unreachable, DatabaseError) as error:
            self._tell((str(error).splitlines() or ["the database gave no reason"])[0])
        except TimeoutError:
            self._tell(f"the database took longer than {_STORE_S:.0f} s")
        except Exception:
            _log.exception("Trials could not be written.")
        else:
            self.problem = None

    def _tell(self, reason: str) -> None:
        if self.problem != reason:
            self.problem = reason
            _log.warning("Trials are not in the store yet: %s.", reason.rstrip("."))


def _embedded(folder: Path | None) -> Embedded:
    """To load the driver takes a while, so it is not done before it is needed, nor on the event loop."""
    from ..postgres.embedded import Embedded

    return Embedded(folder)


async def opened(embedded: Embedded, address: str) -> Connection:
    """A connection to the store that an address names, "" being the embedded one; up to date. Raises Unreachable."""
    from ..postgres import connect
    from ..postgres.addresses import normal
    from .migrate import migrate

    connection = await connect(normal(address) if address else await embedded.address(), "trials")
    try:
        await migrate(connection)
    except BaseException:
        await connection.close()
        raise
    return connection
