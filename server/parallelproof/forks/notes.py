"""What stands in the comment of a fork's database: what its name has no room for, and no secret."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from ..postgres import Connection, DatabaseError
from .names import PREFIX

_GONE = "3D000"


@dataclass(frozen=True, slots=True)
class Note:
    """Which provider made it, of what, when (Unix seconds), and how large it was then."""

    provider: str = ""
    source: str = ""
    made_s: float = 0.0
    bytes: int = 0
    is_clone: bool = False

    @property
    def made_at(self) -> datetime:
        """When it was made; long ago where nobody noted it."""
        return datetime.fromtimestamp(self.made_s, UTC)

    def disk_bytes(self, size_bytes: int) -> int:
        """What a fork of that size takes of the disk."""
        return max(0, size_bytes - self.bytes) if self.is_clone else size_bytes


async def write(connection: Connection, name: str, note: Note) -> None:
    """Put the note on a database."""
    cursor = await connection.execute("SELECT format('COMMENT ON DATABASE %%I IS %%L', %s::text, %s::text)",
                                      [name, json.dumps(asdict(note))])  # fmt: skip
    row = await cursor.fetchone()
    assert row
    await connection.execute(row[0])


async def read(connection: Connection, prefix: str = PREFIX) -> Sequence[tuple[str, Note, int | None]]:
    """Name, note and size of all databases whose names begin with the prefix; the size only where it may be seen."""
    cursor = await connection.execute(
        "SELECT datname, shobj_description(oid, 'pg_database'), oid FROM pg_database WHERE starts_with(datname, %s) "
        "ORDER BY datname",
        [prefix],
    )
    return [(name, _read(text), await _size(connection, oid)) for name, text, oid in await cursor.fetchall()]


async def _size(connection: Connection, oid: int) -> int | None:
    """None for one that is not ours, or is gone by now."""
    try:
        cursor = await connection.execute("SELECT pg_database_size(%s::oid)", [oid])
        row = await cursor.fetchone()
    except DatabaseError as error:
        if error.sqlstate is None:
            raise
        return None
    return int(row[0]) if row and row[0] is not None else None


def _read(text: str | None) -> Note:
    try:
        return Note(**json.loads(text or "{}"))
    except (ValueError, TypeError):
        return Note()
