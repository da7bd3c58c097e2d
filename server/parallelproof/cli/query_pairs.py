"""Two files of queries named on the command line, and the database that they are asked of."""

from __future__ import annotations

import argparse
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..domain import Failure, Fork, Measurement, Query, Snapshot, Verdict
from ..engine.targets import split
from ..ports import ForkFailed
from ..settings import Settings
from . import options
from .exits import Complaint, Exit
from .running import Interrupted, run

if TYPE_CHECKING:
    from ..optimize.queries.asking import Asked, Pair

T = TypeVar("T", Verdict, Measurement | Failure)
SUFFIX = ".sql"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options for queries, and for functions that use a database."""
    group = parser.add_argument_group("queries (OLD.sql, NEW.sql), and functions that use a database")
    group.add_argument(
        "--database",
        metavar="URL",
        help="the database to try them on, in a copy; or copy:NAME, which functions need (default: DATABASE_URL)",
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
    from ..optimize.queries import asking

    try:
        return run(asking.ask(pairs, settings, question))
    except Interrupted:
        raise Complaint("interrupted.", Exit.INTERRUPTED) from None
    except ForkFailed as error:
        raise Complaint(str(error)) from None


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
    from ..optimize.queries.asking import Pair

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
