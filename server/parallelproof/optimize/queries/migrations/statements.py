"""Statements as they may be run on a server in use: nobody waits for them, and they give up rather than block."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ....domain import DDL

BEFORE = ("SET lock_timeout = '5s'", "SET statement_timeout = '1h'")
"""Who waits for a lock holds up all who come later; to build an index takes as long as it takes."""
AFTER = ("RESET statement_timeout", "RESET lock_timeout")
_ONLINE = tuple(
    (re.compile(f"^{written}(?!CONCURRENTLY|IF)", re.IGNORECASE), form)
    for written, form in {
        "CREATE INDEX ": "CREATE INDEX CONCURRENTLY IF NOT EXISTS ",
        "CREATE UNIQUE INDEX ": "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ",
        "DROP INDEX ": "DROP INDEX CONCURRENTLY IF EXISTS ",
        "CREATE STATISTICS ": "CREATE STATISTICS IF NOT EXISTS ",
        "DROP STATISTICS ": "DROP STATISTICS IF EXISTS ",
        "CREATE MATERIALIZED VIEW ": "CREATE MATERIALIZED VIEW IF NOT EXISTS ",
        "DROP MATERIALIZED VIEW ": "-- squawk-ignore ban-drop-view\nDROP MATERIALIZED VIEW IF EXISTS ",
    }.items()
)
_NAME = re.compile(
    r"^CREATE (?:UNIQUE )?(?:INDEX|STATISTICS|MATERIALIZED VIEW) (?:IF NOT EXISTS )?(\"[^\"]+\"|[\w.]+)", re.I
)
_TABLE = re.compile(r"\b(?:ON|FROM)\s+(?:ONLY\s+)?(?:(?:\"[^\"]+\"|\w+)\.)?(\"[^\"]+\"|\w+)", re.I)


@dataclass(frozen=True, slots=True)
class Steps:
    """What a migration runs, and what takes it back: statements without semicolons. `name` is for its file."""

    name: str
    table: str | None
    """The table that it is about, without its schema."""
    up: tuple[str, ...]
    down: tuple[str, ...]


def steps(change: DDL) -> Steps:
    """The statements of a change for a server in use. An index whose build failed has to be dropped by hand first."""
    names = [found[1] for statement in change.statements if (found := _NAME.match(statement))]
    tables = [found[1] for statement in change.statements if (found := _TABLE.search(statement))]
    called = re.sub(r"\W+", "_", names[0].rpartition(".")[2]).strip("_").lower() if names else "faster_query"
    return Steps(
        f"add_{called}",
        tables[0].strip('"') if tables else None,
        tuple(_online(statement) for statement in change.online or change.statements),
        tuple(_taken_back(statement, change.online) for statement in change.undo),
    )


def guarded(statements: tuple[str, ...]) -> tuple[str, ...]:
    """Statements with limits set before them, and taken back after them."""
    return (*BEFORE, *statements, *AFTER)


def _taken_back(statement: str, online: tuple[str, ...]) -> str:
    """An index of a partitioned table goes with those of its partitions, which cannot be done concurrently."""
    name = statement.rpartition(".")[2]
    if any(one.startswith(f"CREATE INDEX {name} ON ONLY ") for one in online):
        dropped = statement.replace("DROP INDEX ", "DROP INDEX IF EXISTS ", 1)
        return f"-- squawk-ignore require-concurrent-index-deletion\n{dropped}"
    return _online(statement)


def _online(statement: str) -> str:
    if " ON ONLY " in statement.partition("(")[0]:
        # It is empty until the indexes of all partitions are attached.
        made = statement.replace("CREATE INDEX ", "CREATE INDEX IF NOT EXISTS ", 1)
        return f"-- squawk-ignore require-concurrent-index-creation\n{made}"
    for pattern, form in _ONLINE:
        statement = pattern.sub(form, statement.strip().rstrip(";"))
    return statement
