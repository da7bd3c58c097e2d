"""Campaigns whose trials are kept, also of those that somebody ended."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..domain import Progress, Report, Snapshot, Trial, Unit, UnitReport
from ..ports import OnProgress, Optimizer
from ..settings import Settings
from .trials import PostgresTrials


class Recorded:
    """An Optimizer that hands what comes of another one's campaigns to the store, which delays nothing."""

    def __init__(self, optimizer: Optimizer, trials: PostgresTrials) -> None:
        self._optimizer, self._trials = optimizer, trials

    async def units(self, snapshot: Snapshot) -> list[Unit]:
        """What could be optimised in a document."""
        return await self._optimizer.units(snapshot)

    async def optimize(
        self,
        snapshots: Sequence[Snapshot],
        settings: Settings,
        on_progress: OnProgress,
        names: Mapping[str, frozenset[str]] | None = None,
    ) -> Report:
        """The campaign's report."""
        self._trials.prepare(settings)
        seen, started = _Seen(), time.monotonic()

        def heed(progress: Progress) -> None:
            seen.heed(progress)
            on_progress(progress)

        try:
            report = await self._optimizer.optimize(snapshots, settings, heed, names)
        except BaseException:
            partial = replace(seen.report(), elapsed_s=time.monotonic() - started)
            await self._trials.record(partial, settings, is_complete=False)
            raise
        await self._trials.record(report, settings)
        return report


class _Seen:
    """What a campaign told of itself so far."""

    def __init__(self) -> None:
        self._whole: dict[tuple[str, str], UnitReport] = {}
        self._trials: dict[tuple[str, str], tuple[Unit, list[Trial]]] = {}

    def heed(self, progress: Progress) -> None:
        if progress.report:
            unit = progress.report.unit
            self._whole[unit.uri, unit.name] = progress.report
        if progress.trial:
            unit = progress.trial.candidate.unit
            self._trials.setdefault((unit.uri, unit.name), (unit, []))[1].append(progress.trial)

    def report(self) -> Report:
        open_ = {key: UnitReport(unit, tuple(trials)) for key, (unit, trials) in self._trials.items()}
        return Report(tuple((open_ | self._whole).values()))
