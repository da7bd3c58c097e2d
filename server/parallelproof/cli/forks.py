"""`parallelproof forks`: lists, makes and removes copies of databases, which trials run on, and of working trees."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..settings import ForkChoice, Settings, updated
from . import options
from .exits import Complaint, Exit

if TYPE_CHECKING:
    from ..domain import Fork
    from ..ports import ForkProvider

EPILOG = """Forks are made while queries are tried, and given back. What a process that was killed has left is an
orphan, and the next one removes it. A fork that you make lives until it expires. With --folder it is a copy of a
working tree with its uncommitted changes, which shares blocks with it where the file system can do that.
exit codes: 0 done; 2 usage; 3 failure."""
_CLOUDS = (ForkChoice.TIGER, ForkChoice.NEON)
Action = Callable[["ForkProvider", Settings], Awaitable[Sequence["Fork"]]]
"""Of one provider, with the settings: the forks that it is about."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.epilog = EPILOG
    parser.set_defaults(python=None, tests=[], jobs=None, action="list")
    _add_common(parser)
    actions = parser.add_subparsers(metavar="ACTION", title="actions (default: list)")
    for name, summary in {"list": "list them", "make": "make one", "remove": "remove some"}.items():
        action = actions.add_parser(name, help=summary, allow_abbrev=False)
        action.set_defaults(action=name)
        _add_common(action, argparse.SUPPRESS)
        if name == "make":
            action.add_argument(
                "--ttl",
                type=options.positive_float,
                metavar="S",
                help="seconds until it is removed (default: forkTtlS)",
            )
        if name == "remove":
            which = action.add_mutually_exclusive_group(required=True)
            which.add_argument("names", nargs="*", default=[], metavar="NAME", help="a fork, as `list` shows it")
            which.add_argument("--all", action="store_true", help="all that there are, also those in use")
            which.add_argument("--orphans", action="store_true", help="those that nobody will give back")


def _add_common(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    parser.add_argument(
        "--database",
        metavar="URL",
        default=default,
        help="a database on the server, or copy:NAME (default: DATABASE_URL)",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="PATH",
        default=default,
        help="a folder whose working tree is copied, instead of a database",
    )
    parser.add_argument(
        "--provider",
        choices=list(ForkChoice),
        default=default,
        help="who makes them (default: the cheapest)",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=default or [],
        metavar="SETTING=VALUE",
        help="a setting as your editor has it, such as forkService=ID; may be repeated",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        default=default or False,
        help="print one JSON document (its schema: report.schema.json)",
    )


def run(args: argparse.Namespace) -> int:
    """Do it, and print the forks it is about."""
    forks = asyncio.run(_done(args, _settings(args)))
    if args.json:
        from ..report.document import dumps
        from .fork_list import document

        print(dumps(document(forks)))
        return Exit.OK
    from .fork_list import lines

    for line in lines(forks, {"list": "", "make": "made", "remove": "removed"}[args.action]):
        print(line)
    return Exit.OK


def _settings(args: argparse.Namespace) -> Settings:
    settings = options.settings_of(args, Path.cwd(), fork_ttl_s=getattr(args, "ttl", None))
    settings, problems = updated(settings, options.assigned(args.set))
    if problems:
        raise Complaint(f"--set: {problems[0]}", Exit.USAGE)
    choice = ForkChoice(args.provider) if args.provider else settings.fork_provider
    address = args.database or settings.database or os.environ.get("DATABASE_URL", "")
    if args.folder and (args.database or args.provider):
        raise Complaint("forks: --folder is about a working tree, so name no database and no provider.", Exit.USAGE)
    if not address and choice not in _CLOUDS and not args.folder:
        raise Complaint(
            "forks: name the database with --database URL, or set DATABASE_URL; or a working tree with --folder.",
            Exit.USAGE,
        )
    return replace(settings, fork_provider=choice, database=address)


async def _done(args: argparse.Namespace, settings: Settings) -> Sequence[Fork]:
    from ..ports import ForkFailed

    action: Action = {
        "list": _listed,
        "make": _made,
        "remove": lambda provider, _: _removed(provider, args),
    }[args.action]
    try:
        if args.folder:
            return await _of_folder(args, settings)
        if settings.fork_provider in _CLOUDS:
            return await _in_cloud(action, settings)
        return await _on_server(action, settings)
    except ForkFailed as error:
        raise Complaint(str(error)) from None


async def _of_folder(args: argparse.Namespace, settings: Settings) -> Sequence[Fork]:
    from ..forks import by_hand
    from ..forks.workspace import Workspaces

    workspaces = Workspaces()
    if args.action == "make":
        return [await by_hand.make_of_folder(workspaces, args.folder.absolute(), settings)]
    return await (_removed(workspaces, args) if args.action == "remove" else _listed(workspaces, settings))


async def _on_server(action: Action, settings: Settings) -> Sequence[Fork]:
    from ..forks.connecting_address import reachable
    from ..forks.copy import CopyForks
    from ..postgres.embedded import Embedded

    copies = Embedded(is_durable=False)
    try:
        settings = replace(settings, database=await reachable(settings.database, copies))
        return await action(CopyForks(settings.database, settings.fork_bytes), settings)
    finally:
        await copies.close()


async def _in_cloud(action: Action, settings: Settings) -> Sequence[Fork]:
    from ..forks.choose import Forks, clouds
    from ..net.audit import AuditLog, default_path
    from ..net.net import Net

    net = Net(AuditLog(default_path()))
    try:
        return await action(await Forks(clouds(net)).provider(settings.database, settings), settings)
    finally:
        await net.close()


async def _listed(provider: ForkProvider, _: Settings) -> Sequence[Fork]:
    from ..forks.names import PREFIX

    return await provider.list(PREFIX)


async def _made(provider: ForkProvider, settings: Settings) -> Sequence[Fork]:
    from ..forks import by_hand

    if settings.fork_provider in _CLOUDS:
        return [await by_hand.make_in_cloud(provider, settings.database, settings)]
    return [await by_hand.make(settings.database, settings, lambda text: print(text, file=sys.stderr))]


async def _removed(provider: ForkProvider, args: argparse.Namespace) -> Sequence[Fork]:
    from ..forks import names, reaper

    there = [fork for fork in await provider.list(names.PREFIX) if names.parse(fork.name)]
    known = {fork.name for fork in there}
    if unknown := [name for name in args.names if name not in known]:
        raise Complaint(f"there is no fork `{unknown[0]}`: `parallelproof forks` lists them.")
    wanted = reaper.orphans(there) if args.orphans else [fork for fork in there if args.all or fork.name in args.names]
    removed = await reaper.removed(provider, wanted)
    if len(removed) < len(wanted):
        raise Complaint(f"{len(wanted) - len(removed)} of {len(wanted)} forks could not be removed.")
    return removed
