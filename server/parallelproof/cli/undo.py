"""`parallelproof undo`: takes the last application back."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from .exits import Complaint, Exit
from .options import existing

DESCRIPTION = """Takes the last application back: the last one below FOLDER, byte for byte.
Files that were changed since then are not touched. Run it again to take the one before back."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.description = DESCRIPTION
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="FOLDER",
        help="folder or file (default: the current folder or, if nothing was applied below it, anywhere)",
    )


def run(args: argparse.Namespace) -> int:
    """Take it back, and name the files."""
    from ..store.applications import SourceError, undo

    folder = existing(args.folder, "undo") if args.folder else Path.cwd()
    try:
        restored = undo(folder)
    except SourceError as error:
        if args.folder is not None or not str(error).startswith("Nothing was applied"):
            raise Complaint(str(error)) from None
        restored = _undo_anywhere()
    for path in restored:
        print(f"restored {Path(os.path.relpath(path)).as_posix()}")
    return Exit.OK


def _undo_anywhere() -> list[Path]:
    from ..store.applications import SourceError, undo

    try:
        return undo(Path(Path.cwd().anchor))
    except SourceError as error:
        text = str(error)
        raise Complaint("nothing was applied that could be taken back." if "Nothing was" in text else text) from None
