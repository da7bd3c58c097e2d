"""`parallelproof serve`: the engine over HTTP, for many users."""

from __future__ import annotations

import argparse
import ipaddress
import os
import secrets
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..settings import Settings, updated
from . import options
from .exits import Complaint, Exit

if TYPE_CHECKING:
    from ..engine import Engine

TOKEN = "PARALLELPROOF_TOKEN"
DEADLINE_S = 8.0
"""Longer than in an editor: many share a provider, cards are sent as they come, and nobody's typing waits."""
DESCRIPTION = """Serves the engine, and a dashboard that shows it at work, over HTTP to those who know the token.
Naming a folder with --workspace says that you trust it: its code, imports and tests are run in a sandbox when a client
asks for that. Without --workspace this folder is only read. Code that a client sends is run, in the sandbox too, only
while the server can be reached from this machine alone; --set trusted=true allows both everywhere."""
EPILOG = f"""The first line on stdout is JSON: {{"url": ..., "token": ...}}; the address of the dashboard, with the
token in it, is on stderr. Requests send `Authorization: Bearer TOKEN`; GET /openapi.json describes them. The token is a
new one each time, or what the environment variable {TOKEN} says. Keys of search services and models are found in the
environment and the system's keyring."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=_port, default=7340, metavar="N", help="default: %(default)s; 0 takes a free one"
    )
    parser.add_argument(
        "--workspace",
        type=Path,
        action="append",
        metavar="FOLDER",
        help="folder that is looked into and run, with all below it; may be repeated (default: this one, only read)",
    )
    parser.add_argument(
        "--name", action="append", default=[], metavar="HOST", help="a name under which others reach this server"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SETTING=VALUE",
        help="a setting as the README lists them, such as privacy=queries-only; may be repeated",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until a signal says stop."""
    token = os.environ.get(TOKEN) or secrets.token_urlsafe(24)
    settings = _settings(args.set, is_alone=_is_loopback(args.host) and not args.name)
    named = [options.existing(folder, "--workspace").resolve() for folder in args.workspace or ()]
    folders = {folder: _of_folder(settings, folder, True) for folder in named}
    if not folders:
        here = Path.cwd().resolve()
        folders = {here: _of_folder(settings, here, "trusted" in options.assigned(args.set) and settings.trusted)}
    from ..web import server

    place = server.Place(token, args.host, args.port, frozenset({args.host, *args.name}))
    try:
        return server.run(build, settings, folders, place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Complaint(f"serve: {args.host}:{args.port} cannot be listened on ({reason}).", Exit.FAILED) from None


def build(settings: Settings) -> Engine:
    """The engine, imported only now, with readers for many."""
    from .. import app
    from ..web import server

    return app.build(settings, readers=server.READERS)


def _settings(given: list[str], is_alone: bool) -> Settings:
    """For what is in no served folder, such as code that a client sends: trusted if nobody else can send any."""
    table = options.assigned(given)
    settings, problems = updated(Settings(fulfill_deadline_s=DEADLINE_S, trusted=is_alone), table)
    if problems:
        raise Complaint(f"--set: {problems[0]}", Exit.USAGE)
    return settings


def _of_folder(settings: Settings, folder: Path, is_trusted: bool) -> Settings:
    """What its pyproject.toml says over the settings; what cannot be used of that is told on stderr."""
    from ..languages.python import pyproject

    table, unreadable = pyproject.table(folder)
    settings, problems = updated(
        replace(settings, trusted=is_trusted), table, folder, pyproject.locked(trusted=is_trusted)
    )
    for problem in (*([unreadable] if unreadable else []), *problems):
        print(f"parallelproof: pyproject.toml: {problem}", file=sys.stderr)
    return settings


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port")
    return int(text)
