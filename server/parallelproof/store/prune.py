"""Forget trials that are old, or too many: whole campaigns, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..settings import Settings

if TYPE_CHECKING:
    from ..postgres import Connection

_PRUNE = """
WITH sized AS (
    SELECT c.id, c.ended_at, count(t.campaign) AS trials,
           sum(count(t.campaign)) OVER (ORDER BY c.ended_at DESC, c.id) AS up_to_it,
           row_number() OVER (ORDER BY c.ended_at DESC, c.id) AS place
    FROM parallelproof.campaigns c LEFT JOIN parallelproof.trials t ON t.campaign = c.id
    GROUP BY c.id
), gone AS (
    DELETE FROM parallelproof.campaigns WHERE id IN (
        SELECT id FROM sized
        WHERE ended_at < now() - make_interval(secs => %(kept_s)s) OR (up_to_it > %(most)s AND place > 1))
    RETURNING id
)
SELECT coalesce(sum(sized.trials), 0)::bigint FROM gone JOIN sized USING (id)
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """How long trials are kept, and how many; None has no limit. The newest campaign stays, however large it is."""

    days: float
    most: int | None = None

    @staticmethod
    def of(settings: Settings) -> Kept:
        """As the settings say."""
        return Kept(settings.trials_days, settings.trials_most)


async def prune(connection: Connection, kept: Kept) -> int:
    """How many trials were forgotten. Raises DatabaseError."""
    cursor = await connection.execute(_PRUNE, {"kept_s": kept.days * 86400, "most": kept.most})
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
