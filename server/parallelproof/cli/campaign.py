"""From targets to a report: reads the files, runs the campaign, and keeps what is known if a person ends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..domain import Report, Snapshot
from ..engine.targets import Targets
from ..optimize.tally import Tally
from ..report.sources import Sources
from ..settings import Settings
from .progress import display
from .reading import read
from .running import Interrupted, run

STOPPED = "Interrupted; what had ended by then is shown."
Names = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a campaign; after an interruption, the trials that had ended by then."""

    sources: Sources
    report: Report
    interrupted: bool = False


def campaign(targets: Targets, settings: Settings, quiet: bool) -> Ended:
    """Run a campaign over what can be read of the targets."""
    source = read(targets, settings.max_file_bytes)
    sources = Sources({snapshot.uri: snapshot for snapshot in source.snapshots})
    tally = Tally(settings.budget_s)
    interrupted = False
    report = Report(())
    if source.snapshots:
        try:
            with display(tally, quiet):
                report = run(_optimize(source.snapshots, source.names, settings, tally))
        except Interrupted:
            report, interrupted = replace(tally.report(), notes=(STOPPED,)), True
    report = replace(report, failures=(*targets.failures, *source.failures, *report.failures))
    return Ended(sources, report, interrupted)


async def _optimize(snapshots: Sequence[Snapshot], names: Names, settings: Settings, tally: Tally) -> Report:
    from ..app import build

    engine = build(settings)
    try:
        return await engine.optimizer.optimize(snapshots, settings, tally.heed, names or None)
    finally:
        await engine.close()
