"""A campaign: open cases, send agents, collect trials, try wins again, report."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from ..domain import (
    Candidate,
    FileFailure,
    Pattern,
    Progress,
    Report,
    Snapshot,
    Stage,
    Strategy,
    Trial,
    Unit,
    UnitReport,
    Win,
)
from ..languages.units import units
from ..ports import Apart, OnProgress
from ..sandbox.slots import URGENCY
from ..settings import Settings
from .case import Case, CaseSource, OnNote
from .rank import ranked

MAX_DEPTH = 3
MakeSource = Callable[[tuple[Pattern, ...], Settings, OnNote], CaseSource]
"""Begins a campaign for one kind of unit."""


class Campaigns:
    """Runs campaigns. Holds nothing between them."""

    def __init__(
        self, sources: Sequence[MakeSource], load_patterns: Callable[[], tuple[Pattern, ...]], apart: Apart
    ) -> None:
        self._sources, self._load_patterns, self._apart = sources, load_patterns, apart

    async def units(self, snapshot: Snapshot) -> list[Unit]:
        """What could be optimised in a document."""
        return await self._apart(units, snapshot)

    async def optimize(
        self,
        snapshots: Sequence[Snapshot],
        settings: Settings,
        on_progress: OnProgress,
        names: Mapping[str, frozenset[str]] | None = None,
    ) -> Report:
        """A campaign over the documents' units; `names` (by URI) limits it to the units of those names.

        The budget ends it early: what was not tried is listed. Cancelling ends every process that it started.
        """
        if not settings.trusted:
            return Report((), notes=("nothing was run: the workspace is not trusted",))
        patterns = await asyncio.to_thread(self._load_patterns)
        run = _Run(settings, on_progress)
        sources = [make(patterns, settings, run.note) for make in self._sources]
        try:
            return await run.report(snapshots, names, sources)
        finally:
            for source in sources:
                await source.close()


@dataclass(slots=True)
class _Work:
    """A case with its trials so far; `open` are the agents still at it."""

    case: Case
    agents: Sequence[Sequence[Candidate]]
    trials: list[Trial] = field(default_factory=list)
    tried: set[Hashable] = field(default_factory=set)
    open: int = 0

    @property
    def candidates(self) -> list[Candidate]:
        return [candidate for candidates in self.agents for candidate in candidates]

    def report(self) -> UnitReport:
        return UnitReport(self.case.unit, ranked(self.trials), self.case.reach, self.case.refused)


class _Run:
    """The state of one campaign."""

    def __init__(self, settings: Settings, on_progress: OnProgress) -> None:
        self._settings, self._on_progress = settings, on_progress
        self._agents = asyncio.Semaphore(settings.agents)
        self._works: list[_Work] = []
        self._failures: list[FileFailure] = []
        self._notes: dict[str, None] = {}
        self._started = time.monotonic()
        self._next_agent = self._done = self._total = 0

    def note(self, sentence: str) -> None:
        """Something that a person should read, once: now, and in the report."""
        if sentence not in self._notes:
            self._notes[sentence] = None
            self._on_progress(Progress(0, "", None, "preparing", done=self._done, total=self._total, note=sentence))

    async def report(
        self, snapshots: Sequence[Snapshot], names: Mapping[str, frozenset[str]] | None, sources: Sequence[CaseSource]
    ) -> Report:
        """Everything from analysis to the ranked report, within the budget."""
        # Looking at the code is quick, and without it nobody could say what was not tried: the budget ends trials.
        self._tell("", None, "preparing")
        for snapshot in snapshots:
            wanted = names.get(snapshot.uri, frozenset()) if names is not None else None
            for source in sources:
                await self._open(source, snapshot, wanted)
        untried: list[Candidate] = []
        try:
            async with asyncio.timeout(self._left_s()):
                await self._work(sources)
        except TimeoutError:
            self.note(f"the budget of {self._settings.budget_s:g} s ended before everything was tried")
            untried = self._left()
        reports = tuple(work.report() for work in self._works)
        elapsed_s = time.monotonic() - self._started
        return Report(reports, tuple(untried), tuple(self._failures), tuple(self._notes), elapsed_s)

    def _left_s(self) -> float | None:
        budget_s = self._settings.budget_s
        return None if budget_s is None else max(0.0, budget_s - (time.monotonic() - self._started))

    async def _open(self, source: CaseSource, snapshot: Snapshot, names: frozenset[str] | None) -> None:
        try:
            cases = await source.open(snapshot, names)
        except ValueError as error:
            self._failures.append(FileFailure(snapshot.uri, str(error)))
            return
        works = [_Work(case, case.candidates) for case in cases]
        self._works += works
        self._total += sum(len(work.candidates) for work in works)

    async def _work(self, sources: Sequence[CaseSource]) -> None:
        """Let an agent loose on each part of each case."""
        self._works.sort(key=lambda work: -work.case.unit.score)
        busy = [work for work in self._works if work.candidates]
        if busy:
            self._tell("", None, "capturing")
        for source in sources:
            await source.begin([work.case for work in busy])
        async with asyncio.TaskGroup() as group:
            for work in busy:
                work.open = len(work.agents)
                for candidates in work.agents:
                    group.create_task(self._agent(work, candidates))
        for work in self._works:
            if not work.candidates:
                self._ended(work)

    async def _agent(self, work: _Work, candidates: Sequence[Candidate]) -> None:
        async with self._agents:
            self._next_agent += 1
            number = self._next_agent
            URGENCY.set(number)
            for candidate in candidates:
                trial = await self._trial(work, candidate, number)
                if trial is not None:
                    await self._compose(work, trial, number)
            work.open -= 1
            if work.open == 0:
                self._tell(work.case.unit.name, None, "proposing", number)
                work.trials = list(await work.case.finish(work.trials, partial(self._further, work, number)))
                self._tell(work.case.unit.name, None, "ended", number)
                self._ended(work)

    async def _trial(self, work: _Work, candidate: Candidate, agent: int) -> Trial | None:
        """Try one candidate; None where the same was tried before."""
        key, case = work.case.key(candidate), work.case
        if key is None or key in work.tried:
            self._total -= 1
            return None
        work.tried.add(key)

        def on_stage(stage: Stage) -> None:
            self._tell(case.unit.name, candidate.strategy, stage, agent)

        on_stage("waiting")
        trial = Trial(candidate, await case.examine(candidate, max(1, len(work.candidates)), on_stage))
        work.trials.append(trial)
        self._done += 1
        self._tell(case.unit.name, candidate.strategy, "ended", agent, trial)
        return trial

    async def _further(self, work: _Work, agent: int, candidate: Candidate) -> Trial | None:
        """Try one that nobody had counted on."""
        self._total += 1
        return await self._trial(work, candidate, agent)

    async def _compose(self, work: _Work, trial: Trial, agent: int) -> None:
        """Look at a win again: what can be made of it must be better than the win itself."""
        win = trial.outcome
        if not isinstance(win, Win) or trial.candidate.depth + 1 >= MAX_DEPTH:
            return
        unit, strategy = work.case.unit.name, trial.candidate.strategy
        self._tell(unit, strategy, "proposing", agent)
        following = await work.case.compose(trial)
        self._total += len(following)
        if not following:
            self._tell(unit, strategy, "ended", agent)
        for candidate in following:
            again = await self._trial(work, candidate, agent)
            if again is not None and _is_better(again, win):
                await self._compose(work, again, agent)
            elif again is not None and isinstance(again.outcome, Win):
                work.trials.remove(again)

    def _ended(self, work: _Work) -> None:
        report = work.report()
        self._on_progress(Progress(0, report.unit.name, None, "ended", None, self._done, self._total, report))

    def _tell(
        self, unit: str, strategy: Strategy | None, stage: Stage, agent: int = 0, trial: Trial | None = None
    ) -> None:
        self._on_progress(Progress(agent, unit, strategy, stage, trial, self._done, self._total))

    def _left(self) -> list[Candidate]:
        """Candidates without a trial, for when the budget ended."""
        tried = {id(trial.candidate) for work in self._works for trial in work.trials}
        return [candidate for work in self._works for candidate in work.candidates if id(candidate) not in tried]


def _is_better(trial: Trial, than: Win) -> bool:
    return isinstance(trial.outcome, Win) and trial.outcome.measurement.ratio_low > than.measurement.ratio
