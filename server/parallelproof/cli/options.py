"""Options that several sub-commands share, and the settings they make."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..settings import Settings, updated
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
        "--jobs", type=positive_int, metavar="N", help="sandboxed processes at the same time (default: one a core)"
    )


def settings_of(args: argparse.Namespace, path: Path, **given: object) -> Settings:
    """The settings of the project that `path` belongs to, and over them the options that were given (not None).

    To run a command is to trust what it names.
    """
    if args.python is not None:
        given["python"] = interpreter(args.python)
    if args.tests:
        given["tests"] = tuple(existing(one, "--tests") for one in args.tests)
    given |= {"jobs": args.jobs, "trusted": True, "pause_on_battery": False}
    return replace(_of_project(path), **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


def _of_project(path: Path) -> Settings:
    """What its pyproject.toml says; what cannot be used of that is told on stderr."""
    from ..languages.python import pyproject
    from ..languages.python.project import discover

    try:
        root = discover(path, Settings()).root
    except ValueError as error:
        raise Complaint(str(error)) from None
    table, unreadable = pyproject.table(root)
    settings, problems = updated(Settings(jobs=os.cpu_count() or 1), table, root, pyproject.locked(trusted=True))
    for problem in (*([unreadable] if unreadable else []), *problems):
        print(f"parallelproof: pyproject.toml: {problem}", file=sys.stderr)
    return settings


def assigned(given: Sequence[str]) -> dict[str, object]:
    """`SETTING=VALUE`, each as JSON where it is (true, 5, ["a"]), else as text; raises Complaint."""
    table: dict[str, object] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise Complaint(f"--set: {one!r} is not SETTING=VALUE.", Exit.USAGE)
        try:
            table[name.strip()] = json.loads(value)
        except ValueError:
            table[name.strip()] = value
    return table


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


def existing(path: Path, option: str) -> Path:
    """A path as it is found from everywhere; raises Complaint where nothing is there."""
    if not path.exists():
        raise Complaint(f"{option}: there is no {path}.", Exit.USAGE)
    return path.absolute()


def interpreter(named: Path) -> Path:
    """The interpreter that a path, an environment's folder or a name means; raises Complaint where none does."""
    from ..languages.python.interpreter import find

    try:
        return find(Path.cwd(), named)
    except ValueError as error:
        raise Complaint(f"--python: {error}", Exit.USAGE) from None
