"""The wins for a person: a ranked table, then what was checked for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..report.grounds import grounds, idea
from ..report.ranking import Offer
from ..report.sources import Sources
from ..report.words import checked, gain, growth

if TYPE_CHECKING:
    from rich.console import RenderableType


def wins(offers: Sequence[Offer], sources: Sources) -> Iterator[RenderableType]:
    """The ranked table of wins, and the grounds of each."""
    if not offers:
        return
    from rich.text import Text

    yield _table(offers, sources)
    yield ""
    yield Text("What was checked", "bold")
    for rank, offer in enumerate(offers, 1):
        yield Text(f"{rank:>2}  {sources.place(offer.unit.unit)} {offer.unit.unit.name}", "cyan")
        yield from (Text(f"    {line}") for line in grounds(offer.trial.candidate, offer.win))


def _table(offers: Sequence[Offer], sources: Sources) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column("#", justify="right")
    table.add_column("function or query", no_wrap=True)
    for heading in ("gain", "growth", "evidence", "idea"):
        table.add_column(heading, overflow="fold")
    for rank, offer in enumerate(offers, 1):
        unit = offer.unit.unit
        table.add_row(
            str(rank),
            Text.assemble((unit.name, "cyan"), f"\n{sources.place(unit)}"),
            Text(gain(offer.win) + ("" if offer.win.notable else " (minor)"), "green"),
            Text(growth(offer.win.measurement)),
            Text(checked(offer.win.evidence)),
            Text(idea(offer.trial.candidate)),
        )
    return table
