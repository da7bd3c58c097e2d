"""What queries cost a server in all, as its `pg_stat_statements` says where that is readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..domain import Query
from ..languages.sql.lexing import tokens
from .connect import Connection, DatabaseError, quoted
from .statements import fetch

_VALUES = frozenset({"string", "number", "parameter"})
_WORDS_FOR_VALUES = frozenset({"true", "false", "null"})
_SCHEMA = """
SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_stat_statements'
"""


@dataclass(frozen=True, slots=True)
class Load:
    """How often a statement was run since the statistics began, and the seconds that it took in all."""

    calls: int
    total_s: float


async def by_load(connection: Connection, queries: Sequence[Query]) -> list[tuple[Query, Load | None]] | None:
    """The queries with what they cost the connection's database, the costliest first, the unseen last as they were.

    None where the server does not say. A role without `pg_read_all_stats` sees its own statements alone.
    """
    loads = await _loads(connection)
    if loads is None:
        return None
    found = [(query, loads.get(fingerprint(query.sql))) for query in queries]
    return sorted(found, key=lambda item: -item[1].total_s if item[1] else 0.0)


def fingerprint(sql: str) -> tuple[str, ...]:
    """What two texts of a statement have in common that differ in values, comments, blanks and case.

    Servers write `$n` for constants, and for lists of them; how many values a list has makes no difference.
    """
    words: list[str] = []
    for token in tokens(sql.strip().rstrip(";"), "numeric"):
        if not token.is_code:
            continue
        word = token.text.lower() if token.kind == "word" else token.text
        word = "?" if token.kind in _VALUES or word in _WORDS_FOR_VALUES else word
        if word == "?" and words[-2:] == ["?", ","]:
            words.pop()
        else:
            words.append(word)
    return tuple(words)


async def _loads(connection: Connection) -> dict[tuple[str, ...], Load] | None:
    try:
        async with connection.transaction():
            schema = await fetch(connection, _SCHEMA)
            if not schema:
                return None
            rows = await fetch(
                connection,
                f"SELECT query, sum(calls)::bigint, sum(total_exec_time)::float8 / 1000"
                f" FROM {quoted(schema[0][0], 'pg_stat_statements')}"
                " WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) GROUP BY query",
            )
    except DatabaseError:
        return None
    loads: dict[tuple[str, ...], Load] = {}
    for query, calls, total_s in rows:
        mark = fingerprint(query or "")
        before = loads.get(mark, Load(0, 0.0))
        loads[mark] = Load(before.calls + calls, before.total_s + total_s)
    return loads
