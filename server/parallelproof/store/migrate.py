"""Bring a store's tables up to date: numbered SQL files, in order, each once and whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..postgres import Connection, DatabaseError, Unreachable

FOLDER = Path(__file__).parent / "migrations"
_NAME = re.compile(r"(?P<number>\d{4})_\w+\.sql")
_LOCK = 0x70617261_6C6C656C
"""Of the database, for whoever migrates: an arbitrary number, "parallel" in ASCII."""
_NOT_ALLOWED = "42501"
_HAS_ANY = "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'parallelproof' AND tablename = 'migrations')"
_FIRST = """
CREATE SCHEMA IF NOT EXISTS parallelproof;
CREATE TABLE IF NOT EXISTS parallelproof.migrations (
    number integer PRIMARY KEY,
    name text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step. `sql` is any number of statements that may run in a transaction."""

    number: int
    name: str
    sql: str


def migrations(folder: Path = FOLDER) -> list[Migration]:
    """All steps in order; raises ValueError if they are not numbered 1, 2, 3, ..."""
    found: list[Migration] = []
    for file in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(file.name)
        if match is None or int(match["number"]) != len(found) + 1:
            raise ValueError(f"{file.name}: the migrations must be named 0001_name.sql, 0002_name.sql, and so on")
        found.append(Migration(len(found) + 1, file.stem, file.read_text(encoding="utf-8")))
    return found


async def migrate(connection: Connection, steps: list[Migration] | None = None) -> None:
    """Apply what is missing; any number of processes may do so at once. Raises Unreachable, DatabaseError.

    A store that a newer version made is refused untouched. One where only reading is allowed will do if it is up to
    date.
    """
    steps = migrations() if steps is None else steps
    try:
        for step in steps[await _applied(connection, len(steps)) :]:
            await _apply(connection, step, len(steps))
    except DatabaseError as error:
        if error.sqlstate == _NOT_ALLOWED:
            reason = str(error).splitlines()[0]
            raise Unreachable(f"The store of trials needs a role that may create a schema: {reason}.") from None
        raise


async def _apply(connection: Connection, step: Migration, known: int) -> None:
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if await _applied(connection, known) >= step.number:
            return  # another process was first
        await connection.execute(_FIRST)
        await connection.execute(step.sql.encode())
        await connection.execute(
            "INSERT INTO parallelproof.migrations (number, name) VALUES (%s, %s)", (step.number, step.name)
        )


async def _applied(connection: Connection, known: int) -> int:
    """The number of the last step that was applied; raises Unreachable where it is beyond what we know."""
    # Not `to_regclass`, which may remember that there was none before we waited for the lock.
    row = await (await connection.execute(_HAS_ANY)).fetchone()
    if not (row and row[0]):
        return 0
    row = await (await connection.execute("SELECT max(number) FROM parallelproof.migrations")).fetchone()
    newest: int = (row and row[0]) or 0
    if newest > known:
        raise Unreachable(
            f"The store of trials was made by a newer ParallelProof (its step {newest}, of which we know {known}); "
            "update ParallelProof, or name another database in `store_database`."
        )
    return newest
