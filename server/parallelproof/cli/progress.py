"""The live display on stderr: what each agent does, trials, wins so far, time left. Silent where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..optimize.tally import Tally
from ..report.words import clock, gain, plural

if TYPE_CHECKING:
    from rich.console import RenderableType

AGENTS_SHOWN, WINS_SHOWN = 10, 5


@contextmanager
def display(tally: Tally, quiet: bool) -> Iterator[None]:
    """Show the tally while the block runs, if stderr is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True)
    with Live(get_renderable=lambda: screen(tally), console=console, refresh_per_second=4, transient=True):
        yield


def screen(tally: Tally) -> RenderableType:
    """The tally as it is now: a headline, the agents at work, the latest wins."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    agents = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    busy = sorted(tally.agents.copy().items())
    for number, progress in busy[:AGENTS_SHOWN]:
        agents.add_row(
            Text(f"agent {number}", "dim"),
            Text(progress.unit, "cyan"),
            Text(str(progress.strategy or ""), "magenta"),
            Text(progress.stage),
        )
    rest = len(busy) - AGENTS_SHOWN
    more = [Text(f"and {plural(rest, 'more agent')}", "dim")] if rest > 0 else []
    wins = [Text(f"win  {unit.name}: {gain(win)}", "green") for unit, win in tally.wins[-WINS_SHOWN:]]
    notes = [Text(f"note: {note}", "yellow") for note in tally.notes]
    return Group(Text(headline(tally), "bold"), agents, *more, *wins, *notes)


def headline(tally: Tally) -> str:
    """One line: how far the campaign is."""
    left = f" · {clock(tally.left_s)} left" if tally.left_s is not None else ""
    trials = f"{tally.done} of {tally.total} trials" if tally.total else tally.stage
    return f"{trials} · {plural(len(tally.wins), 'win')} · {clock(tally.elapsed_s)}{left}"
