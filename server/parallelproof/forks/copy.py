"""Forks that are full copies, where blocks cannot be shared: each takes the size of its source."""

from __future__ import annotations

from ..domain import Capabilities
from ..postgres.addresses import database
from . import disk
from .servers import managing
from .templates import OfTemplates


class CopyForks(OfTemplates):
    """A `ports.ForkProvider` for the server of an address; `limit_bytes` is what all copies there may take."""

    name = "copy"
    capabilities = Capabilities("database", is_zero_copy=False, needs_quiet_source=True, is_billable=False, most=8)

    async def warning(self, source: str) -> str:
        """What each fork takes."""
        return await warning(source, 2, self._limit_bytes)


async def warning(source: str, copies: int, limit_bytes: int) -> str:
    """What copies of a source are going to take of the disk, in a sentence."""
    async with managing(source) as connection:
        name = database(source)
        return disk.warning(name, await disk.size_of(connection, name), copies, limit_bytes)
