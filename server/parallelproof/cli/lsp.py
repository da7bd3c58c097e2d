"""`parallelproof lsp`: the language server, on stdio unless told otherwise."""

from __future__ import annotations

import argparse
from pathlib import Path

from .exits import Complaint, Exit

LEVELS = ("debug", "info", "warning", "error")


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
    from ..app import build
    from ..lsp import server

    if args.tcp:
        server.run_tcp(build, *args.tcp)
    else:
        server.run_stdio(build)
    return Exit.OK


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
