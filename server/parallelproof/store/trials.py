"""Keeps every trial of every campaign in Postgres: the embedded one, or the one that `store_database` names."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain import Report
from ..ports import Apart
from ..settings import Settings
from .rows import Row, Rows, rows

if TYPE_CHECKING:
    from ..postgres import Connection
    from ..postgres.embedded import Embedded

_log = logging.getLogger(__name__)
VARIABLE = "PARALLELPROOF_STORE_DATABASE"
"""Names the store in the environment, for commands: the setting is an editor's."""
OFF = "off"
"""What either says where nothing is to be kept."""
_CLOSE_S = 5.0
_WRITE_S = 120.0
_MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be kept; without a report, the store is only made ready."""

    settings: Settings
    report: Report | None
    is_complete: bool = True
    at: datetime | None = None


def store_of(settings: Settings, environ: Mapping[str, str] = os.environ) -> str:
    """The address of the store that the setting or else the environment names; "" is the embedded one."""
    return settings.store_database or environ.get(VARIABLE, "").strip()


class PostgresTrials:
    """A TrialStore that writes in the background and never fails a campaign: a warning tells, once, what is lost.

    The server is started with the first campaign and needed until `close`. Reports are made into rows `apart`: they are
    parsed.
    """

    def __init__(
        self, folder: Path | None = None, apart: Apart = asyncio.to_thread, environ: Mapping[str, str] = os.environ
    ) -> None:
        self._folder, self._apart, self._environ = folder, apart, environ
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue(_MOST_WAITING)
        self._unwritten = 0
        self._writer: asyncio.Task[None] | None = None
        self.problem: str | None = None
        """Why the last campaign was not kept, in one sentence; None if it was."""

    def prepare(self, settings: Settings) -> None:
        """A campaign begins: get the store ready meanwhile, so that nobody waits for it at the end."""
        self._add(_Job(settings, None))

    async def record(self, report: Report, settings: Settings, is_complete: bool = True) -> None:
        """Keep all trials of one campaign, and which units were refused; returns at once."""
        units = tuple(unit for unit in report.units if unit.trials or unit.refused)
        if units:
            report = replace(report, units=units)
            self._add(_Job(settings, report, is_complete, datetime.now(UTC)))

    async def kept(self) -> None:
        """Wait until all is kept that was recorded, or lost."""
        await self._jobs.join()

    async def close(self) -> None:
        """Write what waits, for a few seconds at most, and let go of the server."""
        if self._writer is None:
            return
        try:
            if self._unwritten:
                await asyncio.wait_for(self.kept(), _CLOSE_S)
        except TimeoutError:
            self._tell(f"the store was not ready within {_CLOSE_S:.0f} s of the end")
        finally:
            self._writer.cancel()
            await asyncio.wait({self._writer})

    def _add(self, job: _Job) -> None:
        if store_of(job.settings, self._environ) == OFF:
            return
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name="trials")
        try:
            self._jobs.put_nowait(job)
        except asyncio.QueueFull:
            self._tell(f"the store is behind by {_MOST_WAITING} campaigns")
        else:
            self._unwritten += job.report is not None

    async def _write(self) -> None:
        embedded = await asyncio.to_thread(_embedded, self._folder)
        try:
            while True:
                job = await self._jobs.get()
                try:
                    await self._keep(embedded, job)
                finally:
                    self._jobs.task_done()
        finally:
            await embedded.close()

    async def _keep(self, embedded: Embedded, job: _Job) -> None:
        from ..postgres import DatabaseError, Unreachable

        address = store_of(job.settings, self._environ)
        try:
            async with asyncio.timeout(_WRITE_S):
                found = (
                    await self._apart(rows, job.report, job.settings, job.at, job.is_complete) if job.report else None
                )
                try:
                    await _insert(embedded, address, found)
                except DatabaseError as error:
                    if error.sqlstate is not None:
                        raise
                    await _insert(embedded, address, found)  # the server went away: once more
        except (Unreachable, DatabaseError) as error:
            self._tell((str(error).splitlines() or ["the database gave no reason"])[0])
        except TimeoutError:
            self._tell(f"the database took longer than {_WRITE_S:.0f} s")
        except Exception:
            _log.exception("The trials of a campaign were not kept.")
        else:
            self.problem = None
        finally:
            self._unwritten -= job.report is not None

    def _tell(self, reason: str) -> None:
        if self.problem != reason:
            self.problem = reason
            _log.warning("Trials are not kept: %s.", reason.rstrip("."))


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


async def _insert(embedded: Embedded, address: str, found: Rows | None) -> None:
    async with await opened(embedded, address) as connection:
        if found:
            async with connection.transaction():
                await _insert_into(connection, "campaigns", [found.campaign])
                await _insert_into(connection, "units", found.units)
                await _insert_into(connection, "trials", found.trials)


async def _insert_into(connection: Connection, table: str, found: Sequence[Row]) -> None:
    if not found:
        return
    columns = list(found[0])
    places = ", ".join(f"%({column})s" for column in columns)
    statement = f"INSERT INTO parallelproof.{table} ({', '.join(columns)}) VALUES ({places})"
    async with connection.cursor() as cursor:
        await cursor.executemany(statement.encode(), found)
