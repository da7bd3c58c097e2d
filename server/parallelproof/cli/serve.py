"""`parallelproof serve`: the engine over HTTP, for many users."""

from __future__ import annotations

import argparse
import os
import secrets
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
EPILOG = f"""The first line on stdout is JSON: {{"url": ..., "token": ...}}. Every request but GET /health sends
`Authorization: Bearer TOKEN`. The token is a new one each time, or what the environment variable {TOKEN} says.
Keys of search services and models are found in the environment and the system's keyring."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.epilog = EPILOG
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=_port, default=7340, metavar="N", help="default: %(default)s; 0 takes a free one"
    )
    parser.add_argument(
        "--workspace",
        type=Path,
        action="append",
        metavar="FOLDER",
        help="folder that may be looked into, with all below it; may be repeated (default: this one)",
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
    folders = tuple(options.existing(folder, "--workspace").resolve() for folder in args.workspace or [Path()])
    token = os.environ.get(TOKEN) or secrets.token_urlsafe(24)
    from ..web import server

    place = server.Place(args.host, args.port, token, folders, frozenset({args.host, *args.name}))
    try:
        return server.run(build, _settings(args.set), place)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Complaint(f"serve: {args.host}:{args.port} cannot be listened on ({reason}).", Exit.FAILED) from None


def build(settings: Settings) -> Engine:
    """The engine, imported only now, with readers for many."""
    from .. import app
    from ..web import server

    return app.build(settings, readers=server.READERS)


def _settings(given: list[str]) -> Settings:
    settings, problems = updated(Settings(fulfill_deadline_s=DEADLINE_S), options.assigned(given))
    if problems:
        raise Complaint(f"--set: {problems[0]}", Exit.USAGE)
    return settings


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port")
    return int(text)
