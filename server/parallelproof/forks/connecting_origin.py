"""Where a copy came from and how it differs from there: noted on the copy, so that nothing else need be kept.

The note is the comment of the copy's database. One that has no such note is no copy of ours, and is never dropped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ..ports import ForkFailed
from ..postgres import Connection, quoted

_KIND = "parallelproof copy"
_NOTED = """
    SELECT datname, shobj_description(oid, 'pg_database'), oid::int8 FROM pg_database
    WHERE shobj_description(oid, 'pg_database') LIKE '{"kind": "parallelproof copy"%%' ORDER BY datname
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a copy was taken of (without secrets), when (Unix seconds), which share of rows, and how it differs.

    `left_out` names what could not be made in it, "index orders_note_trgm" and why. `digest` is that of the files that
    it was loaded from, empty where it was taken of a database.
    """

    source: str
    taken_s: float
    share: float = 1.0
    rows: int = 0
    differences: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    digest: str = ""

    @property
    def taken_at(self) -> datetime:
        """When."""
        return datetime.fromtimestamp(self.taken_s, UTC)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy on a server."""

    name: str
    origin: Origin
    size_bytes: int


async def note(connection: Connection, name: str, origin: Origin) -> None:
    """Put the note on a database, on any connection to its server."""
    text = json.dumps({"kind": _KIND, **asdict(origin)})
    cursor = await connection.execute("SELECT quote_literal(%s)", [text])
    (literal,) = await cursor.fetchone() or ("",)
    await connection.execute(f"COMMENT ON DATABASE {quoted(name)} IS {literal}")


async def copies(connection: Connection) -> Sequence[Copy]:
    """All copies on a server."""
    cursor = await connection.execute(_NOTED.replace("%%", "%"))
    found = [(name, origin, oid) for name, text, oid in await cursor.fetchall() if (origin := _read(text))]
    return [Copy(name, origin, await _size(connection, oid)) for name, origin, oid in found]


async def origin_of(connection: Connection, name: str) -> Origin | None:
    """Where a database came from; None for one that is no copy of ours."""
    cursor = await connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    )
    row = await cursor.fetchone()
    return _read(row[0]) if row else None


async def forget(connection: Connection, name: str) -> None:
    """Drop a copy, and end whoever uses it. Raises ForkFailed where there is none of that name."""
    if await origin_of(connection, name) is None:
        raise ForkFailed(f"There is no copy `{name}`: `parallelproof database list` shows those that there are.")
    await connection.execute(f"DROP DATABASE {quoted(name)} WITH (FORCE)")


async def _size(connection: Connection, oid: int) -> int:
    cursor = await connection.execute("SELECT coalesce(pg_database_size(%s::oid), 0)", [oid])
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


def _read(text: str | None) -> Origin | None:
    try:
        noted: dict[str, Any] = json.loads(text or "{}")
        if noted.pop("kind", None) != _KIND:
            return None
        lists = [tuple(noted.pop(name, ())) for name in ("differences", "left_out")]
        return replace(Origin(**noted), differences=lists[0], left_out=lists[1])
    except (ValueError, TypeError):
        return None
