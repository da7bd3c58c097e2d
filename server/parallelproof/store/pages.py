"""What was tried, page by page: each begins where the one before ended, whatever has come in between."""

from __future__ import annotations

import base64
import json
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from ..postgres import Connection
from .history import COLUMNS, SELECT, Wanted, conditions

_PLACE = "c.ended_at, c.id, u.number, t.number"
_FURTHER = """
(c.ended_at < %(at)s
 OR c.ended_at = %(at)s AND (c.id, u.number, t.number) > (%(id)s::uuid, %(unit)s, %(trial)s))
"""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last trial of a page."""

    ended_at: datetime
    campaign: UUID
    unit: int
    trial: int

    def __str__(self) -> str:
        """As one word that an address can carry."""
        values = json.dumps(astuple(self), default=str, separators=(",", ":"))
        return base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")

    @classmethod
    def of(cls, word: str) -> Cursor:
        """The inverse; raises ValueError."""
        try:
            at, id, unit, trial = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
            found = cls(datetime.fromisoformat(at), UUID(id), int(unit), int(trial))
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            raise ValueError(f"{word!r} is no cursor") from None
        if found.ended_at.tzinfo is None or not all(0 <= number < 1 << 31 for number in (found.unit, found.trial)):
            raise ValueError(f"{word!r} is no cursor")
        return found


async def page(
    connection: Connection, wanted: Wanted, limit: int, after: Cursor | None = None
) -> tuple[list[dict[str, Any]], Cursor | None]:
    """Values by column, and where the next page begins, None for the last one; raises DatabaseError."""
    wanted = replace(wanted, limit=limit + 1)
    required, values = conditions(wanted)
    if after:
        required.append(_FURTHER)
        values |= {"at": after.ended_at, "id": str(after.campaign), "unit": after.unit, "trial": after.trial}
    columns = ", ".join([*(f"{COLUMNS[column]}.{column}" for column in wanted.columns), _PLACE])
    statement = SELECT.format(columns=columns, conditions=" AND ".join(required) or "true")
    cursor = await connection.execute(statement.encode(), values | {"limit": wanted.limit})
    rows = await cursor.fetchall()
    found = [dict(zip(wanted.columns, row[:-4], strict=True)) for row in rows[:limit]]
    return found, Cursor(*rows[limit - 1][-4:]) if len(rows) > limit else None
