"""Two files of queries named on the command line, and a fork of the database that they are asked of."""

from __future__ import annotations

import argparse
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..domain import Binding, Failure, Fork, Measurement, Query, Schema, Snapshot, Verdict
from ..engine.targets import split
from ..settings import Settings
from . import options
from .exits import Complaint, Exit
from .running import Interrupted, run

if TYPE_CHECKING:
    from ..postgres import Connection

T = TypeVar("T", Verdict, Measurement | Failure)
SUFFIX = ".sql"


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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options for queries."""
    group = parser.add_argument_group("queries (OLD.sql, NEW.sql)")
    group.add_argument(
        "--database", metavar="URL", help="the database to try them on, in a copy; or copy:NAME (default: DATABASE_URL)"
    )


def are_queries(args: argparse.Namespace) -> bool:
    """Whether the two arguments are files of queries; raises Complaint where only one is."""
    kinds = [split(argument)[0].suffix.lower() == SUFFIX for argument in (args.old, args.new)]
    if kinds[0] != kinds[1]:
        raise Complaint("a function and a query cannot be compared: name two .sql files, or none.", Exit.USAGE)
    return kinds[0]


def ask(args: argparse.Namespace, question: Callable[[Asked], Awaitable[T]]) -> tuple[list[tuple[Pair, T]], Fork]:
    """Put a question to every pair, one after the other, on one fork; raises Complaint."""
    settings = _settings(args)
    pairs = _pairs(args, settings)
    try:
        return run(_asked(pairs, settings, question))
    except Interrupted:
        raise Complaint("interrupted.", Exit.INTERRUPTED) from None


def documents(pairs: Sequence[Pair], found: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    """The JSON document of one pair; that of several holds one for each, with its name."""
    if len(found) == 1:
        return found[0]
    named = [{"name": pair.title, **one} for pair, one in zip(pairs, found, strict=True)]
    return {"version": found[0]["version"], "queries": named}


def _settings(args: argparse.Namespace) -> Settings:
    settings = options.settings_of(args, split(args.old)[0])
    address = args.database or settings.database or os.environ.get("DATABASE_URL", "")
    if not address:
        raise Complaint(
            "name the database that they are asked of with --database URL, or set DATABASE_URL.", Exit.USAGE
        )
    return replace(settings, database=address)


def _pairs(args: argparse.Namespace, settings: Settings) -> list[Pair]:
    """Those of the same name; where the names are not the same, one after the other."""
    old, new = (_queries(argument, settings) for argument in (args.old, args.new))
    names = {query.unit.name: query for query in new}
    if {query.unit.name for query in old} == set(names) and len(old) == len(new):
        return [Pair(query, names[query.unit.name]) for query in old]
    if len(old) != len(new):
        raise Complaint(
            f"{args.old} holds {len(old)} queries and {args.new} {len(new)}: they must be as many.", Exit.USAGE
        )
    return [Pair(one, other) for one, other in zip(old, new, strict=True)]


def _queries(argument: str, settings: Settings) -> list[Query]:
    from ..languages.sql.queries import queries
    from ..store.applications import SourceError, read_source

    path, name = split(argument)
    try:
        text = read_source(path, settings.max_file_bytes)
    except SourceError as error:
        raise Complaint(str(error)) from None
    found = queries(Snapshot(Path(path).absolute().as_uri(), 0, "sql", text))
    wanted = [query for query in found if name is None or query.unit.name == name]
    if not wanted:
        missing = f"no query is called {name}" if name else "no query was found that reads a table"
        raise Complaint(f"{path}: {missing}.")
    return wanted


async def _asked(
    pairs: Sequence[Pair], settings: Settings, question: Callable[[Asked], Awaitable[T]]
) -> tuple[list[tuple[Pair, T]], Fork]:
    from ..ports import ForkFailed
    from ..postgres import DatabaseError, Unreachable
    from ..postgres.bindings import typical
    from ..postgres.schema import read_schema

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
    except (ForkFailed, Unreachable) as error:
        raise Complaint(str(error)) from None
    except DatabaseError as error:
        raise Complaint(f"the database went away: {_line(error)}.") from None


@asynccontextmanager
async def _fork(settings: Settings) -> AsyncIterator[tuple[Fork, Connection]]:
    from ..forks.choose import Forks, clouds
    from ..forks.opening import opened
    from ..forks.sessions import session
    from ..net.audit import AuditLog, default_path
    from ..net.net import Net

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
