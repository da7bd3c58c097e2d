"""All that was tried in sums: by strategy, by day, and why candidates were no wins."""

from __future__ import annotations

from typing import Any

from ..postgres import Connection

_BY_STRATEGY = """
SELECT t.strategy, count(*) AS trials,
    count(*) FILTER (WHERE t.outcome = 'win') AS wins,
    count(*) FILTER (WHERE t.outcome = 'counterexample') AS refused,
    count(*) FILTER (WHERE t.outcome = 'not-better') AS not_better,
    count(*) FILTER (WHERE t.outcome = 'failed') AS failed,
    count(*) FILTER (WHERE t.outcome = 'candidate') AS candidates,
    sum(s.seconds) AS seconds,
    max(t.speedup) FILTER (WHERE t.outcome = 'win' AND t.gain = 'time') AS best_gain
FROM parallelproof.trials t
JOIN (
    SELECT c.id, c.elapsed_s / count(*) AS seconds
    FROM parallelproof.campaigns c JOIN parallelproof.trials ON campaign = c.id GROUP BY c.id
) s ON s.id = t.campaign
GROUP BY t.strategy
ORDER BY wins DESC, trials DESC, t.strategy
"""
_BY_DAY = """
SELECT c.ended_at::date::text AS day, coalesce(sum(t.trials), 0)::bigint AS trials,
    coalesce(sum(t.wins), 0)::bigint AS wins, sum(c.elapsed_s) AS seconds
FROM parallelproof.campaigns c
LEFT JOIN (
    SELECT campaign, count(*) AS trials, count(*) FILTER (WHERE outcome = 'win') AS wins
    FROM parallelproof.trials GROUP BY campaign
) t ON t.campaign = c.id
GROUP BY 1
ORDER BY 1
"""
_REASONS = r"""
SELECT min(reason) AS reason, count(*) AS count
FROM (
    SELECT CASE outcome
        WHEN 'counterexample' THEN 'it does not do the same: a call was found on which the two differ'
        WHEN 'not-better' THEN 'it does the same, but is not measurably better'
        ELSE split_part(reason, E'\n', 1)
    END AS reason
    FROM parallelproof.trials WHERE outcome <> 'win'
    UNION ALL
    SELECT split_part(refused, E'\n', 1) FROM parallelproof.units WHERE refused IS NOT NULL
) r
WHERE reason <> ''
GROUP BY regexp_replace(reason, '`[^`]*`|''[^'']*''|"[^"]*"|\d+(\.\d+)?', '', 'g')
ORDER BY count DESC, reason
LIMIT 50
"""


async def totals(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """{by_strategy, by_day, reasons}, over all that is kept; raises DatabaseError.

    The seconds of a strategy are its share of each campaign's, by trials. Days are of the store's time zone, the
    earliest first. Reasons are the fifty that were given most, also for units that could not be judged at all; those
    that differ in names and numbers only count as one.
    """
    statements = {"by_strategy": _BY_STRATEGY, "by_day": _BY_DAY, "reasons": _REASONS}
    return {name: await _rows(connection, statement) for name, statement in statements.items()}


async def _rows(connection: Connection, statement: str) -> list[dict[str, Any]]:
    cursor = await connection.execute(statement.encode())
    names = [column.name for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]
