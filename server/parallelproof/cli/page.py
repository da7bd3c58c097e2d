"""A report on stdout, for a person."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..domain import Report
from ..report.diffs import unified
from ..report.ranking import Offer
from ..report.sources import Sources
from . import rest, table

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDTH_OF_A_PIPE = 160


def console() -> Console:
    """Stdout as a terminal or, wider and without colour, as a pipe."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDTH_OF_A_PIPE
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


def show(
    report: Report,
    sources: Sources,
    offers: Sequence[Offer],
    *,
    verbose: bool = False,
    quiet: bool = False,
    diffs: int = 0,
    hint: str = "",
) -> None:
    """Print the wins, what was checked, what else there is to know, and the diffs of the greatest wins."""
    page = console()
    shown = list(parts(report, sources, offers, verbose=verbose, quiet=quiet))
    for part in shown:
        page.print(part, soft_wrap=isinstance(part, str) and not page.is_terminal)
    for offer in offers[:diffs]:
        page.print()
        _print_diff(page, offer, sources)
    if not quiet:
        if shown:
            page.print()
        page.print(rest.closing(report, len(offers)) + (f" {hint}" if hint else ""), soft_wrap=not page.is_terminal)


def parts(
    report: Report, sources: Sources, offers: Sequence[Offer], *, verbose: bool, quiet: bool
) -> Iterator[RenderableType]:
    """The report but its diffs and its last line."""
    yield from table.wins(offers, sources)
    lines = [] if quiet else list(rest.summary(report, sources, verbose))
    if offers and lines:
        yield ""
    yield from lines


def _print_diff(page: Console, offer: Offer, sources: Sources) -> None:
    """The diff as it is, tabs and line ends too, so that it can be piped into `patch`; in colour on a terminal."""
    uri = offer.unit.unit.uri
    diff = unified(sources.path(uri), sources.text(uri), offer.trial.candidate.change)
    if page.color_system is not None:
        diff = "".join(f"{_painted(line)}\n" for line in diff.split("\n")[:-1])
    page.file.write(diff)


def _painted(line: str) -> str:
    shown = line.replace("\x1b", "^[")
    colour = _COLOURS.get(line[:1])
    return f"\x1b[{colour}m{shown}\x1b[0m" if colour else shown


_COLOURS = {"+": 32, "-": 31, "@": 36}
