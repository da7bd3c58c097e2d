"""`parallelproof database`: takes copies of databases, or loads files of SQL, for queries to be tried on."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from . import options
from .exits import Complaint, Exit

if TYPE_CHECKING:
    from ..forks.connecting import Copy, Plan

EPILOG = """`connect` says what it will do and asks before it does it. It reads the database on one connection that
cannot write, and copies it into the embedded server; queries are then tried with `--database copy:NAME`.
`load` runs files of SQL in an empty database there, as psql does; files that have not changed are not loaded again.
exit codes: 0 done; 2 usage; 3 failure; 130 interrupted: nothing of an unfinished copy is kept."""
_ACTIONS = {
    "connect": "take a copy of a database",
    "load": "make a database of files of SQL",
    "list": "list the copies",
    "forget": "remove a copy",
}
T = TypeVar("T")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.epilog = EPILOG
    parser.set_defaults(python=None, tests=[], jobs=None)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions", required=True)
    for name, summary in _ACTIONS.items():
        action = actions.add_parser(name, help=summary, allow_abbrev=False)
        if name == "connect":
            action.add_argument("url", metavar="URL", help="where the database is; a role that may only read will do")
            action.add_argument(
                "--sample",
                type=_share,
                default=1.0,
                metavar="SHARE",
                help="take only this share of the rows, such as 0.1, and all rows that they refer to",
            )
            action.add_argument("--into", metavar="NAME", help="what to call the copy (default: as the database)")
            action.add_argument("--yes", action="store_true", help="do not ask first")
        if name == "load":
            action.add_argument(
                "files", nargs="+", type=Path, metavar="FILE.sql", help="schema and data, in that order"
            )
            action.add_argument("--into", required=True, metavar="NAME", help="what to call the database")
        if name == "forget":
            action.add_argument("name", metavar="NAME", help="a copy, as `list` shows it")
        action.add_argument(
            "--json", action="store_true", help="print one JSON document (its schema: report.schema.json)"
        )


def run(args: argparse.Namespace) -> int:
    """Do it."""
    return {"connect": _connect, "load": _load, "list": _list, "forget": _forget}[args.action](args)


def _connect(args: argparse.Namespace) -> int:
    from ..report.document import dumps
    from .copy_list import connection, plan_lines, taken_lines

    plan = _done(_planned(args))
    if args.json and not args.yes:
        print(dumps(connection(plan, None)))
        return Exit.OK
    for line in plan_lines(plan):
        print(line, file=sys.stderr if args.json else sys.stdout, flush=True)
    if not args.yes and not _agrees():
        print("Nothing was copied.")
        return Exit.OK
    copy = _done(_taken(plan))
    if args.json:
        print(dumps(connection(plan, copy)))
        return Exit.OK
    for line in taken_lines(copy):
        print(line)
    return Exit.OK


def _load(args: argparse.Namespace) -> int:
    from ..report.document import dumps
    from .copy_list import loading, loading_lines

    copy, is_new = _done(_loaded(args))
    print(dumps(loading(copy, is_new)) if args.json else "\n".join(loading_lines(copy, is_new)), flush=True)
    return Exit.OK


def _list(args: argparse.Namespace) -> int:
    from ..report.document import dumps
    from .copy_list import document, lines

    found = _done(_listed())
    print(dumps(document(found)) if args.json else "\n".join(lines(found)))
    return Exit.OK


def _forget(args: argparse.Namespace) -> int:
    from ..report.document import dumps
    from .copy_list import document

    gone = _done(_forgotten(args.name))
    print(dumps(document([gone])) if args.json else f"forgot {gone.name}")
    return Exit.OK


def _share(text: str) -> float:
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no share of the rows: write 0.1, or 10%")
    return share


def _agrees() -> bool:
    if not sys.stdin.isatty():
        raise Complaint("database connect: nobody can be asked here; add --yes to take the copy.", Exit.USAGE)
    print("Take the copy? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _done(work: Coroutine[Any, Any, T]) -> T:
    from ..ports import ForkFailed
    from ..postgres import Unreachable
    from .running import Interrupted
    from .running import run as until_signal

    try:
        return until_signal(work)
    except Interrupted:
        raise KeyboardInterrupt from None
    except (ForkFailed, Unreachable) as error:
        raise Complaint(str(error)) from None


@asynccontextmanager
async def _embedded() -> AsyncIterator[str]:
    """The address of the embedded server while in the block."""
    from ..postgres.embedded import Embedded

    server = Embedded(is_durable=False)
    try:
        yield await server.address()
    finally:
        await server.close()


async def _planned(args: argparse.Namespace) -> Plan:
    from ..forks.connecting import planned

    async with _embedded() as target:
        return await planned(args.url, target, args.into, args.sample)


async def _taken(plan: Plan) -> Copy:
    from ..forks.connecting import taken

    settings = options.settings_of(argparse.Namespace(python=None, tests=[], jobs=None), Path.cwd())
    async with _embedded() as target:
        return await taken(plan, target, settings, lambda step: print(f"copying {step}", file=sys.stderr, flush=True))


async def _loaded(args: argparse.Namespace) -> tuple[Copy, bool]:
    from ..forks.loading import loaded, read_scripts

    scripts = await asyncio.to_thread(read_scripts, args.files)
    async with _embedded() as target:
        return await loaded(
            scripts, args.into, target, lambda step: print(f"loading {step}", file=sys.stderr, flush=True)
        )


async def _listed() -> list[Copy]:
    from ..forks.connecting import listed

    async with _embedded() as target:
        return list(await listed(target))


async def _forgotten(name: str) -> Copy:
    from ..forks.connecting import forgotten

    async with _embedded() as target:
        return await forgotten(target, name)
