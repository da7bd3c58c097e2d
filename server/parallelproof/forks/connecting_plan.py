"""What taking a copy of a database would do, said before anything is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..postgres.addresses import normal
from ..postgres.connect import place
from .connecting_origin import Origin
from .connecting_source import SourceTable, reading, tables_of
from .connecting_traits import Traits, read_traits
from .sampling import drawn_bytes
from .servers import managing
from .unfinished import free_name

BYTES_PER_S = 24e6
"""What is read of the source in a second, at most."""
_INDEXED_BYTES_PER_S = 40e6


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be copied, where from and under which name. `replaces` is an older copy of that name."""

    address: str = field(repr=False)
    source: str
    name: str
    share: float
    tables: tuple[SourceTable, ...]
    traits: Traits
    missing: tuple[str, ...]
    """Extensions that the copy cannot have."""
    replaces: Origin | None
    bytes_per_s: float = BYTES_PER_S

    @property
    def readable(self) -> tuple[SourceTable, ...]:
        """The tables that are copied."""
        return tuple(table for table in self.tables if table.is_readable)

    @property
    def unreadable(self) -> tuple[SourceTable, ...]:
        """Those that the role may not read."""
        return tuple(table for table in self.tables if not table.is_readable)

    @property
    def size_bytes(self) -> int:
        """About the size of the copy, indexes and all."""
        return round(sum(table.size_bytes * self._drawn(table) for table in self.readable))

    @property
    def estimated_s(self) -> float:
        """About how long it will take."""
        read = sum(drawn_bytes(table, self.share) for table in self.readable)
        return 2.0 + read / self.bytes_per_s + self.size_bytes / _INDEXED_BYTES_PER_S

    def _drawn(self, table: SourceTable) -> float:
        return drawn_bytes(table, self.share) / table.heap_bytes if table.heap_bytes else 1.0


async def planned(
    address: str, target: str, name: str | None, share: float = 1.0, bytes_per_s: float = BYTES_PER_S
) -> Plan:
    """What would be done; `target` is the address of any database of the server that the copy is made on.

    Raises ForkFailed where it cannot be done.
    """
    async with reading(address) as source:
        tables = await tables_of(source)
        traits = await read_traits(source)
        called = name or source.info.dbname
    async with managing(target, "copy") as server:
        replaces = await free_name(server, called)
        cursor = await server.execute("SELECT name FROM pg_available_extensions")
        available = {row[0] for row in await cursor.fetchall()}
    missing = tuple(sorted(traits.extensions.keys() - available))
    where = place(normal(address))
    return Plan(address, where, called, share, tuple(tables), traits, missing, replaces, bytes_per_s)
