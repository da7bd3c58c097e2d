"""Whether a source has changed since it was copied."""

from __future__ import annotations

from dataclasses import dataclass

from ..postgres import Connection


@dataclass(frozen=True, slots=True)
class State:
    """What the server has counted of the source. Two that are equal say that no row of it has changed between them.

    The counters hold the rows of every table, those of the catalogue too, so they move with each INSERT, UPDATE,
    DELETE, TRUNCATE, ANALYZE and DDL. What they do not see: VACUUM, which changes no row; and what a session that is
    still open did in its last seconds, as sessions report once a second at most and ten seconds after they fall idle.
    A copy can only be made while there are none, so the state that is read before it is never newer than the copy. A
    restart loses the counters, so its time is part of the state, as is when they were reset.
    """

    oid: int
    rows: tuple[int, int, int]
    since: str


async def read(connection: Connection, source: str) -> State | None:
    """None where the server does not count, or does not know the database: it may have changed at any time."""
    cursor = await connection.execute(
        "SELECT d.oid::int8, tup_inserted, tup_updated, tup_deleted, pg_postmaster_start_time()::text || "
        "coalesce(stats_reset::text, '') FROM pg_stat_database s JOIN pg_database d ON d.oid = s.datid "
        "WHERE d.datname = %s AND current_setting('track_counts')::bool",
        [source],
    )
    row = await cursor.fetchone()
    return State(row[0], (row[1], row[2], row[3]), row[4]) if row else None
