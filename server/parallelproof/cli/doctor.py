"""`parallelproof doctor`: what works on this machine, and what to do about what does not."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import options
from .exits import Exit

if TYPE_CHECKING:
    from ..report.document import Json
    from .checks import Check

EPILOG = "exit codes: 0 code can be run and measured here; 3 it cannot."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.epilog = EPILOG
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="a project's folder (default: this one)")
    parser.add_argument("--python", type=Path, metavar="PATH", help="interpreter that runs the project's code")
    parser.add_argument("--json", action="store_true", help="print one JSON document (its schema: report.schema.json)")


def run(args: argparse.Namespace) -> int:
    """Look at everything, print a line for each."""
    found = list(examine(options.existing(args.folder, "doctor"), args.python))
    if args.json:
        from ..report.document import dumps

        print(dumps(diagnosis(found)))
    else:
        for check in found:
            print(line(check))
    return Exit.FAILED if any(check.status == "fail" for check in found) else Exit.OK


def examine(folder: Path, python: Path | None) -> Iterator[Check]:
    """Every check; those of the sandbox need a project's interpreter that runs."""
    from . import checks

    yield checks.ours()
    interpreter, project = checks.project(folder, python)
    yield interpreter
    if project is not None:
        yield from checks.sandbox(project)
    yield checks.searcher()
    yield checks.web_search()
    yield from checks.folders()
    yield checks.trials()
    yield checks.lock()
    yield checks.power()
    yield checks.cores()


def diagnosis(checks: Sequence[Check]) -> Json:
    """All checks as one JSON value, as `report.schema.json` says."""
    from ..report.document import VERSION

    found = [{"name": c.name, "status": c.status, "found": c.found, "remedy": c.remedy} for c in checks]
    return {"version": VERSION, "works": all(check.status != "fail" for check in checks), "checks": found}


def line(check: Check) -> str:
    """A check for a person."""
    remedy = f". What to do: {check.remedy}." if check.remedy else ""
    return f"{check.status:<4}  {check.name}: {check.found}{remedy}"
