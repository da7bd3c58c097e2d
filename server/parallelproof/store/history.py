"""Read what was tried: one value for each trial, newest campaign first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..postgres import Connection
from ..settings import Settings
from .rows import home

COLUMNS = {
    "ended_at": "c", "project": "u", "path": "u", "name": "u", "language": "u", "strategy": "t", "proposer": "t",
    "pattern": "t", "depth": "t", "outcome": "t", "gain": "t", "notable": "t", "speedup": "t", "speedup_low": "t",
    "baseline_s": "t", "candidate_s": "t", "reason": "t", "why": "t", "change": "t", "diff": "t", "evidence": "t",
    "counterexample": "t", "measurement": "t", "features": "u", "plan_features": "t", "source_digest": "u",
    "reach_digest": "u", "interpreter": "u", "version": "c", "host": "c", "campaign": "t", "is_complete": "c",
}  # fmt: skip
"""What is told of a trial, and which table it stands in."""
SELECT = """
SELECT {columns}
FROM parallelproof.trials t
JOIN parallelproof.units u ON (u.campaign, u.number) = (t.campaign, t.unit)
JOIN parallelproof.campaigns c ON c.id = t.campaign
WHERE {conditions}
ORDER BY c.ended_at DESC, c.id, u.number, t.number
LIMIT %(limit)s
"""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A project, or a file or folder of one, or one unit of a file."""

    project_digest: str
    path: str = ""
    name: str | None = None

    @staticmethod
    def of(path: Path, name: str | None = None) -> Place:
        """The place of a path, which need not be there any more."""
        path = path.absolute()
        found = home(path, Settings())
        within = path.relative_to(found.root)
        return Place(found.digest, within.as_posix() if within.parts else "", name)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which trials; every empty field means all."""

    places: Sequence[Place] = ()
    outcomes: Sequence[str] = ()
    strategies: Sequence[str] = ()
    names: Sequence[str] = ()
    """Of functions and queries."""
    since_days: float | None = None
    limit: int | None = None
    columns: Sequence[str] = field(default_factory=lambda: tuple(COLUMNS))


async def read(connection: Connection, wanted: Wanted) -> AsyncIterator[dict[str, Any]]:
    """Values by column, JSON ones as Python's; raises DatabaseError."""
    columns = ", ".join(f"{COLUMNS[column]}.{column}" for column in wanted.columns)
    required, values = conditions(wanted)
    statement = SELECT.format(columns=columns, conditions=" AND ".join(required) or "true")
    async with connection.transaction(), connection.cursor("trials") as cursor:
        cursor.itersize = _BATCH
        await cursor.execute(statement.encode(), values | {"limit": wanted.limit})
        async for row in cursor:
            yield dict(zip(wanted.columns, row, strict=True))


def conditions(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    """What rows must fulfil, in SQL, and the values that it names."""
    required, values = [], dict[str, Any]()
    for column, among in {
        "t.outcome": wanted.outcomes,
        "t.strategy": wanted.strategies,
        "u.name": wanted.names,
    }.items():
        if among:
            required.append(f"{column} = ANY(%({column[2:]}s)s)")
            values[f"{column[2:]}s"] = list(among)
    if wanted.since_days is not None:
        required.append("c.ended_at > now() - make_interval(secs => %(since_s)s)")
        values["since_s"] = wanted.since_days * 86400
    if wanted.places:
        required.append(f"({' OR '.join(_at(number) for number in range(len(wanted.places)))})")
    for number, place in enumerate(wanted.places):
        values |= {f"digest{number}": place.project_digest, f"path{number}": place.path, f"name{number}": place.name}
    return required, values


def _at(number: int) -> str:
    """That a unit stands in a place: in the file, or in the folder or anything below it."""
    digest, path, name = f"%(digest{number})s", f"%(path{number})s::text", f"%(name{number})s::text"
    within = f"{path} = '' OR u.path = {path} OR starts_with(u.path, {path} || '/')"
    called = f"{name} IS NULL OR u.name = {name} OR starts_with(u.name, {name} || '.')"
    return f"(u.project_digest = {digest} AND ({within}) AND ({called}))"
