"""Measure every promise: `python -m tests.benchmarks [GROUP ...] [--ci]`. Exits 1 if one is not kept."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from .rows import HEADER, Row, line, write

GROUPS = ("python", "verify", "server", "fulfill", "forks", "sql", "sql_patterns", "dashboard")
RESULTS = Path("bench-results.json")


def main() -> int:
    """Run the groups, print the table as it grows, write the results."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure what the project promises.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"one or more of {', '.join(GROUPS)}; default: all")
    parser.add_argument("--ci", action="store_true", help="fewer runs, and a promise fails only at twice its bar")
    options = parser.parse_args()
    if unknown := set(options.groups) - set(GROUPS):
        parser.error(f"no group {', '.join(sorted(unknown))}: choose from {', '.join(GROUPS)}")
    rows: list[Row] = []
    print(HEADER, flush=True)
    for group in options.groups or GROUPS:
        for row in importlib.import_module(f"{__package__}.{group}").rows(quick=options.ci):
            print(line(row), flush=True)
            rows.append(row)
    write(rows, RESULTS)
    missed = [row for row in rows if not row.within(2 if options.ci else 1)]
    for row in missed:
        print(f"not kept: {row.name}: {row.value:g} {row.unit}, the bar is {row.bar:g}", file=sys.stderr)
    print(f"{len(rows)} rows written to {RESULTS}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
