"""`parallelproof lsp`: the language server, on stdio unless told otherwise."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from ..settings import Settings
from .exits import Complaint, Exit

if TYPE_CHECKING:
    from ..engine import Engine
    from ..web.server import Listening

LEVELS = ("debug", "info", "warning", "error")
EDITORS = ("vscode-webview:", "https://*.vscode-cdn.net", "http://127.0.0.1:*", "http://localhost:*")
"""Where the pages come from in which an editor shows the dashboard: VS Code's own, and those of one in a browser."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.add_argument("--stdio", action="store_true", help="speak on stdin and stdout (the default)")
    parser.add_argument("--tcp", type=_address, metavar="HOST:PORT", help="listen there instead of on stdio")
    parser.add_argument("--log-file", type=Path, metavar="FILE", help="write the log there instead of to stderr")
    parser.add_argument("--log-level", choices=LEVELS, default="warning", help="default: %(default)s")


def run(args: argparse.Namespace) -> int:
    """Serve until the client says exit."""
    if args.stdio and args.tcp:
        raise Complaint("lsp: --stdio and --tcp exclude each other.", Exit.USAGE)
    _log(args.log_file, args.log_level)
    from ..lsp import server

    return server.run_tcp(build, dashboard, *args.tcp) if args.tcp else server.run_stdio(build, dashboard)


def build(settings: Settings) -> Engine:
    """The engine, imported only when `initialize` has been answered."""
    from .. import app

    return app.build(settings)


async def dashboard(engine: Engine) -> Listening:
    """The web application over the engine, loaded when a client first wants it; raises OSError."""
    web = await asyncio.to_thread(importlib.import_module, "parallelproof.web.server")
    listening: Listening = await web.Listening.begin(engine, web.Place(secrets.token_urlsafe(24), framed_by=EDITORS))
    return listening


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT")
    return host.strip("[]") or "127.0.0.1", int(port)


def _log(file: Path | None, level: str) -> None:
    import logging

    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    try:
        logging.basicConfig(filename=file, level=level.upper(), format=form)
    except OSError as error:
        raise Complaint(f"--log-file: {file} cannot be written: {error.strerror}.", Exit.USAGE) from None
