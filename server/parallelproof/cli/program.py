"""Two functions named on the command line, and the project they belong to."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from ..domain import Program, Project
from ..engine.targets import split
from ..ports import Benchmark, JobFailed, Verifier
from ..settings import Settings
from . import options
from .exits import Complaint, Exit
from .reading import Unreadable, source_of, unknown_name
from .running import Interrupted, run

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pair:
    """The old and the new program, and the project of the old one, under whose interpreter both run."""

    old: Program
    new: Program
    project: Project
    settings: Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the commands that compare two functions."""
    parser.add_argument("old", metavar="OLD.py::f", help="the function as it is, or OLD.sql")
    parser.add_argument("new", metavar="NEW.py::g", help="the function that may take its place, or NEW.sql")
    parser.add_argument("--json", action="store_true", help="print one JSON document (its schema: report.schema.json)")
    options.add_running(parser)


def pair(args: argparse.Namespace) -> Pair:
    """Both programs; raises Complaint where one cannot be read or has no such function."""
    from ..languages.python.project import discover

    settings = options.settings_of(args, split(args.old)[0], database=args.database)
    old, new = _program(args.old, settings), _program(args.new, settings)
    try:
        return Pair(old, new, discover(old.path, settings), settings)
    except ValueError as error:
        raise Complaint(str(error), Exit.USAGE) from None


def _program(argument: str, settings: Settings) -> Program:
    path, name = split(argument)
    if name is None:
        raise Complaint(f"{argument}: name the function too, as in {path}::name.", Exit.USAGE)
    try:
        text = source_of(path, settings.max_file_bytes)
    except Unreadable as error:
        raise Complaint(f"{path}: {error}") from None
    unknown = unknown_name(text, path.absolute().as_uri(), name)
    if unknown:
        raise Complaint(f"{path}: {unknown}")
    return Program(path.absolute(), text, _entry(text, path.absolute().as_uri(), name))


def _entry(text: str, uri: str, name: str) -> str:
    """What to call for a function: a nested one is reached through the function around it."""
    from ..languages.python.units import units

    return next((unit.entry for unit in units(text, uri) if unit.name == name), name)


def ask(settings: Settings, question: Callable[[Verifier, Benchmark], Awaitable[T]]) -> T:
    """Put a question to an engine built for it; raises Complaint if a person ended it."""

    async def asking() -> T:
        from ..app import build

        engine = build(settings)
        try:
            return await question(engine.verifier, engine.benchmark)
        finally:
            await engine.close()

    try:
        return run(asking())
    except Interrupted:
        raise Complaint("interrupted.", Exit.INTERRUPTED) from None
    except JobFailed as error:
        raise Complaint(f"nothing could be run: {error}") from None
