"""`parallelproof trials`: what was tried, what came of it, and all that is known of it, for a person or a program."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from ..engine.targets import split
from ..report.words import plural, times
from ..settings import Settings
from . import options
from .exits import Complaint, Exit

if TYPE_CHECKING:
    from ..postgres import Connection
    from ..store.history import Wanted

DESCRIPTION = """Lists the trials of all campaigns on this machine, the newest first: won, lost, or not judged, and why.
They are kept in an embedded Postgres, which is started for this and ends by itself; nothing leaves this machine."""
EPILOG = "exit codes: 0 printed, also where there are none; 2 usage; 3 failure, such as a store that cannot be used."
OUTCOMES = ("win", "candidate", "counterexample", "not-better", "failed")
VERSION = 1
"""Of the JSON document; raised when a reader of the old one could misunderstand the new one."""
_SHOWN = 50
_LISTED = ("ended_at", "path", "name", "outcome", "gain", "speedup", "strategy", "pattern", "proposer", "reason")
_NONE_KEPT = "There are no trials: no campaign has been kept on this machine yet. `parallelproof optimize` makes some."
_NONE_FOUND = "There are no such trials."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH[::NAME]",
        help="a project, or a folder, file or function of one (default: all)",
    )
    parser.add_argument("--since", type=options.positive_float, metavar="DAYS", help="none that are older")
    parser.add_argument("--outcome", action="append", choices=OUTCOMES, default=[], help="only those; may be repeated")
    parser.add_argument(
        "--limit",
        type=options.positive_int,
        metavar="N",
        help=f"no more than the newest N (default: {_SHOWN} in the list, all with --json or --csv)",
    )
    parser.add_argument(
        "--prune",
        type=options.positive_float,
        metavar="DAYS",
        help="forget those of all projects that are older, for good (older than trialsDays is done anyway)",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON document with all that is known of each")
    form.add_argument("--csv", action="store_true", help="print the same as a table, nested values as JSON")
    parser.add_argument(
        "--store-database",
        default="",
        metavar="URL",
        help="the Postgres that keeps them, if not the embedded one (or set PARALLELPROOF_STORE_DATABASE)",
    )


def run(args: argparse.Namespace) -> int:
    """Read them, print them."""
    import asyncio

    from ..postgres import DatabaseError, Unreachable

    if args.prune and (args.paths or args.outcome or args.since or args.limit or args.json or args.csv):
        raise Complaint("trials: --prune stands alone, as it forgets the trials of all projects.", Exit.USAGE)
    try:
        return asyncio.run(_run(args))
    except (Unreachable, DatabaseError) as error:
        raise Complaint((str(error).splitlines() or ["The database gave no reason."])[0]) from None


async def _run(args: argparse.Namespace) -> int:
    from ..postgres.embedded import Embedded
    from ..store.insert import insert_waiting
    from ..store.trials import OFF, opened, store_of
    from ..store.waiting import Waiting

    embedded, address = Embedded(), store_of(Settings(store_database=args.store_database))
    waiting = Waiting()
    show = partial(_pruned, days=args.prune) if args.prune else _json if args.json else _csv if args.csv else _list
    if address == OFF or (not address and not embedded.has_data and not waiting.of(address)):
        return await show(None, _wanted(args))
    try:
        async with await opened(embedded, address) as connection:
            await insert_waiting(connection, waiting, address)
            return await show(connection, _wanted(args))
    finally:
        await embedded.close()


def _wanted(args: argparse.Namespace) -> Wanted:
    from ..store.history import COLUMNS, Place, Wanted

    is_export = args.json or args.csv
    return Wanted(
        places=[Place.of(*split(path)) for path in args.paths],
        outcomes=args.outcome,
        since_days=args.since,
        limit=args.limit or (None if is_export else _SHOWN),
        columns=tuple(COLUMNS) if is_export else _LISTED,
    )


async def _json(connection: Connection | None, wanted: Wanted) -> int:
    """One document, printed as it is read, so that a long one takes no memory."""
    print(f'{{\n  "version": {VERSION},\n  "trials": [', end="")
    separator = "\n    "
    async for trial in _read(connection, wanted):
        print(separator + json.dumps(trial, default=_text, allow_nan=False), end="")
        separator = ",\n    "
    print("\n  ]\n}")
    return Exit.OK


async def _csv(connection: Connection | None, wanted: Wanted) -> int:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(wanted.columns)
    async for trial in _read(connection, wanted):
        writer.writerow([_cell(value) for value in trial.values()])
    return Exit.OK


async def _list(connection: Connection | None, wanted: Wanted) -> int:
    found = [trial async for trial in _read(connection, wanted)]
    for trial in found:
        print(_line(trial))
    if not found:
        print(_NONE_FOUND if connection else _NONE_KEPT)
    elif len(found) == wanted.limit:
        print(f"\nThe newest {plural(len(found), 'trial')}; --limit shows more, --json and --csv give all.")
    else:
        print(f"\n{plural(len(found), 'trial')}.")
    return Exit.OK


async def _pruned(connection: Connection | None, _: Wanted, *, days: float) -> int:
    from ..store.prune import Kept, prune

    count = await prune(connection, Kept(days)) if connection else 0
    print(f"{plural(count, 'trial')} forgotten.")
    return Exit.OK


async def _read(connection: Connection | None, wanted: Wanted) -> AsyncIterator[dict[str, Any]]:
    from ..store.history import read

    if connection:
        async for trial in read(connection, wanted):
            yield trial


def _line(trial: dict[str, Any]) -> str:
    """When, what came of it, where, which idea; and why it is no win."""
    when: datetime = trial["ended_at"]
    came = trial["outcome"]
    if trial["gain"] == "memory":
        came += ", memory"
    elif trial["speedup"] is not None:
        came += f", {times(trial['speedup'])}"
    idea = f"{trial['strategy']}: {trial['pattern'] or trial['proposer']}"
    reason = f" ({' '.join(trial['reason'].split())})" if trial["reason"] else ""
    return f"{when.astimezone():%Y-%m-%d %H:%M}  {came:<20}  {trial['path']}::{trial['name']}  {idea}{reason}"


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, allow_nan=False)
    return _text(value) if isinstance(value, datetime) else value


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
