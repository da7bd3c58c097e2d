"""Options that several sub-commands share, and the settings they make."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path

from ..settings import Settings
from .exits import Complaint, Exit

CONSENT = "Running this command runs the code you name, its imports and its tests, in a sandbox."


def add_running(parser: argparse.ArgumentParser) -> None:
    """How the project's code is run."""
    group = parser.add_argument_group("running the project's code")
    group.add_argument(
        "--python",
        type=Path,
        metavar="PATH",
        help="interpreter that runs the code (default: the active environment, the project's .venv, or our own)",
    )
    group.add_argument(
        "--tests",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="test file or folder to take real calls from; may be repeated (default: found as pytest finds them)",
    )
    group.add_argument(
        "--jobs", type=positive_int, metavar="N", help="sandboxed processes at the same time (default: cores less one)"
    )


def settings_of(args: argparse.Namespace, **more: object) -> Settings:
    """Settings from the options that were given; to run the command is to trust what it names."""
    given: dict[str, object] = {"trusted": True, "pause_on_battery": False, **more}
    if args.python is not None:
        given["python"] = _interpreter(args.python)
    if args.tests:
        given["tests"] = tuple(_existing(path) for path in args.tests)
    if args.jobs is not None:
        given["jobs"] = args.jobs
    return replace(Settings(), **given)  # type: ignore[arg-type]


def positive_int(text: str) -> int:
    """A whole number from 1, for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def positive_float(text: str) -> float:
    """A number above 0, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number


def ratio(text: str) -> float:
    """A number from 1, for argparse."""
    number = positive_float(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is below 1, which would be slower")
    return number


def _interpreter(path: Path) -> Path:
    if not path.exists():
        raise Complaint(f"--python: there is no {path}.", Exit.USAGE)
    if path.is_dir() or not os.access(path, os.X_OK):
        raise Complaint(f"--python: {path} cannot be run; name an interpreter such as .venv/bin/python.", Exit.USAGE)
    return path.absolute()


def _existing(path: Path) -> Path:
    if not path.exists():
        raise Complaint(f"--tests: there is no {path}.", Exit.USAGE)
    return path.absolute()
