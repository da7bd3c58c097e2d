"""`parallelproof measure`: which of two functions, or queries, is faster, by how much, at which sizes?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from ..domain import Failure, Measurement
from ..optimize.explain import seconds
from ..report.words import growth, memory, peaks_differ, plural, times
from . import options, program, query_pairs
from .exits import Exit

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..optimize.queries.asking import Asked

DESCRIPTION = f"""Says which of two functions is faster, by how much, at which sizes. It does not check that they agree:
that is what `parallelproof verify` does.
{options.CONSENT}
Of two .sql files it says which queries cost a database less, on a copy of it."""
EPILOG = "exit codes: 0 measured; 2 usage; 3 failure; 4 it cannot tell, and why."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    program.add_arguments(parser)
    query_pairs.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Measure, and print the figures."""
    if query_pairs.are_queries(args):
        return _run_queries(args)
    pair = program.pair(args)
    outcome = program.ask(
        pair.settings, lambda _, benchmark: benchmark.measure(pair.old, pair.new, pair.project, pair.settings)
    )
    if args.json:
        from ..report.document import dumps
        from ..report.verdicts import comparison

        print(dumps(comparison(outcome)))
    elif isinstance(outcome, Failure):
        print(f"Cannot tell: {outcome.reason}")
    else:
        from .page import console

        page = console()
        for part in figures(outcome):
            page.print(part)
    return Exit.CANNOT_TELL if isinstance(outcome, Failure) else Exit.OK


def _run_queries(args: argparse.Namespace) -> int:
    answers, fork = query_pairs.ask(args, _measured)
    if args.json:
        from ..report.document import dumps
        from ..report.verdicts import comparison

        found = [{**comparison(outcome), "database": _database(outcome)} for _, outcome in answers]
        print(dumps(query_pairs.documents([pair for pair, _ in answers], found)))
    else:
        for pair, outcome in answers:
            if len(answers) > 1:
                print(f"{pair.title}:")
            print(f"Cannot tell: {outcome.reason}" if isinstance(outcome, Failure) else "\n".join(costs(outcome)))
        for difference in fork.differences:
            print(f"Note: {difference}")
    return Exit.CANNOT_TELL if any(isinstance(outcome, Failure) for _, outcome in answers) else Exit.OK


async def _measured(asked: Asked) -> Measurement | Failure:
    from ..measure.host_lock import HostLock
    from ..measure.queries import QueryBenchmark

    pair = asked.pair
    return await QueryBenchmark(HostLock()).measure(
        asked.connection, pair.old, pair.new, asked.bindings, asked.settings
    )


def _database(outcome: Measurement | Failure) -> dict[str, object] | None:
    cost = outcome.database if isinstance(outcome, Measurement) else None
    return {key: value for key, value in asdict(cost).items() if not key.endswith("_tree")} if cost else None


def costs(measurement: Measurement) -> Iterator[str]:
    """A sentence, and for both sides blocks, rows, wall time and the plan."""
    yield headline(measurement)
    cost = measurement.database
    if cost is None:
        return
    sides = (
        ("OLD", cost.baseline_wall_s, cost.baseline_rows, cost.baseline_blocks, cost.baseline_plan),
        ("NEW", cost.candidate_wall_s, cost.candidate_rows, cost.candidate_blocks, cost.candidate_plan),
    )
    for name, wall_s, rows, blocks, plan in sides:
        yield f"{name}: {seconds(wall_s)} by the clock, {plural(rows, 'row')} read, {plural(blocks, 'block')}"
        yield from (f"  {line}" for line in plan.splitlines())


def figures(measurement: Measurement) -> Iterator[RenderableType]:
    """A sentence, the sizes as a table, growth and memory."""
    from rich.table import Table

    yield headline(measurement)
    if measurement.sizes:
        table = Table(box=None, padding=(0, 3, 0, 0), header_style="bold")
        for heading in ("n", "old", "new", "ratio"):
            table.add_column(heading, justify="right")
        for point in measurement.sizes:
            table.add_row(f"{point.n:,}", seconds(point.baseline_s), seconds(point.candidate_s), times(point.ratio))
        yield table
    if growth(measurement):
        yield f"Growth: {growth(measurement)}"
    if peaks_differ(measurement):
        yield f"Peak: {memory(measurement)}"


def headline(measurement: Measurement) -> str:
    """Who is faster; neither, unless the lower bound of the ratio says so."""
    m = measurement
    at = f" at n = {m.n:,}" if m.n is not None else ""
    pair = f"{seconds(m.baseline_s)} to {seconds(m.candidate_s)}{at}, {plural(m.pairs, 'pair')}"
    if m.ratio_low > 1:
        return f"NEW is {times(m.ratio)} faster, at least {times(m.ratio_low)} ({pair})."
    if m.ratio < 1:
        return f"NEW is not faster: its median takes {times(1 / m.ratio)} the time of OLD ({pair})."
    return f"No gain can be told from the noise: {times(m.ratio)}, lower bound {times(m.ratio_low)} ({pair})."
