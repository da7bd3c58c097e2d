"""Pairs of queries, and a fork of their database on which a question about each is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from ...domain import Binding, Failure, Fork, Measurement, Query, Schema, Verdict
from ...forks.choose import Forks, clouds
from ...forks.opening import opened
from ...forks.sessions import session
from ...net.audit import AuditLog, default_path
from ...net.net import Net
from ...ports import ForkFailed
from ...postgres import Connection, DatabaseError, Unreachable
from ...postgres.bindings import typical
from ...postgres.schema import read_schema
from ...settings import Settings
from ...verify.rows import RowsVerifier

T = TypeVar("T", Verdict, Measurement | Failure)


@dataclass(frozen=True, slots=True)
class Pair:
    """The old query and the one that may take its place."""

    old: Query
    new: Query

    @property
    def title(self) -> str:
        """What the pair is called where there are several."""
        return self.old.unit.name


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair where it can be tried: on a fork, with typical values for its parameters."""

    pair: Pair
    connection: Connection
    schema: Schema
    bindings: Sequence[Binding]
    settings: Settings


async def ask(
    pairs: Sequence[Pair], settings: Settings, question: Callable[[Asked], Awaitable[T]]
) -> tuple[list[tuple[Pair, T]], Fork]:
    """The answer for each pair, one after the other, on one fork of `settings.database`; raises ForkFailed."""
    answers: list[tuple[Pair, T]] = []
    try:
        async with _fork(settings) as (fork, connection):
            schema = await read_schema(connection)
            for pair in pairs:
                try:
                    async with connection.transaction(force_rollback=True):
                        bindings = await typical(connection, pair.old, schema)
                except DatabaseError as error:
                    if error.sqlstate is None:
                        raise
                    answers.append((pair, Failure(f"the old query cannot be run: {_line(error)}")))
                    continue
                answers.append((pair, await question(Asked(pair, connection, schema, bindings, settings))))
            return answers, fork
    except Unreachable as error:
        raise ForkFailed(str(error)) from None
    except DatabaseError as error:
        raise ForkFailed(f"the database went away: {_line(error)}.") from None


async def verified(asked: Asked) -> Verdict:
    """Whether the two queries give the same rows, as far as can be checked."""
    pair = asked.pair
    return await RowsVerifier().verify(
        asked.connection, pair.old, pair.new, asked.bindings, asked.schema, asked.settings.statement_timeout_s
    )


@asynccontextmanager
async def _fork(settings: Settings) -> AsyncIterator[tuple[Fork, Connection]]:
    net = Net(AuditLog(default_path()))
    forks = Forks(clouds(net))
    try:
        address = await forks.address(settings.database)
        provider = await forks.provider(address, settings)
        async with opened(provider, address, settings) as fork, session(fork, settings) as connection:
            yield fork, connection
    finally:
        await forks.close()
        await net.close()


def _line(error: Exception) -> str:
    return (str(error).splitlines() or ["it gave no reason"])[0].rstrip(".")
