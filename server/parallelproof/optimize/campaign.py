"""A campaign: analyse documents, send agents, collect trials, try wins again, report."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..behaviour.calls import SeenCalls, capture
from ..behaviour.original import Original, get_to_know
from ..domain import (
    Candidate,
    Edits,
    Failure,
    FileFailure,
    Pattern,
    Program,
    Progress,
    Project,
    Reach,
    Report,
    Snapshot,
    Stage,
    Strategy,
    Trial,
    Unit,
    UnitReport,
    Win,
)
from ..languages.python.project import discover
from ..languages.python.reach import Reacher
from ..ports import JobFailed, OnProgress, Sandbox
from ..sandbox.layers import FULL, describe
from ..sandbox.slots import URGENCY
from ..settings import Settings
from .agent import Examiner
from .analyst import Analyst
from .profile import Hot, read_profile, share
from .proposers.edits import edits_between
from .rank import ranked

MAX_DEPTH = 3
_HOT_SHARE = 0.05


class Campaigns:
    """Runs campaigns. Holds nothing between them but the analyst's process."""

    def __init__(
        self, sandbox: Sandbox, examiner: Examiner, analyst: Analyst, load_patterns: Callable[[], tuple[Pattern, ...]]
    ) -> None:
        self._sandbox, self._examiner, self._analyst = sandbox, examiner, analyst
        self._load_patterns = load_patterns

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
        run = _Run(self._sandbox, self._examiner, self._analyst, patterns, settings, on_progress)
        return await run.report(snapshots, names)


@dataclass(slots=True)
class _Case:
    """A unit in work: its candidates, its trials so far, and the original that all of them are held against."""

    unit: Unit
    snapshot: Snapshot
    program: Program
    project: Project
    reach: Reach
    candidates: list[Candidate]
    is_hot: bool
    calls: SeenCalls = field(default_factory=SeenCalls)
    trials: list[Trial] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)
    open: int = 0
    original: asyncio.Task[Original | Failure] | None = None
    refused: str | None = None


class _Run:
    """The state of one campaign."""

    def __init__(
        self,
        sandbox: Sandbox,
        examiner: Examiner,
        analyst: Analyst,
        patterns: tuple[Pattern, ...],
        settings: Settings,
        on_progress: OnProgress,
    ) -> None:
        self._sandbox, self._examiner, self._analyst = sandbox, examiner, analyst
        self._patterns, self._settings, self._on_progress = patterns, settings, on_progress
        self._agents = asyncio.Semaphore(settings.agents)
        self._cases: list[_Case] = []
        self._failures: list[FileFailure] = []
        self._notes: dict[str, None] = {}
        self._untried: list[Candidate] = []
        self._reachers: dict[Project, Reacher] = {}
        self._hot: Hot | None = None
        self._started = time.monotonic()
        self._next_agent = self._done = self._total = 0

    async def report(self, snapshots: Sequence[Snapshot], names: Mapping[str, frozenset[str]] | None) -> Report:
        """Everything from analysis to the ranked report, within the budget."""
        # Looking at the code is quick, and without it nobody could say what was not tried: the budget ends trials.
        await self._read_profile()
        for snapshot in snapshots:
            await self._add(snapshot, names)
        try:
            async with asyncio.timeout(self._left_s()):
                await self._work()
        except TimeoutError:
            self._notes[f"the budget of {self._settings.budget_s:g} s ended before everything was tried"] = None
            self._untried += self._left()
        finally:
            for case in self._cases:
                if case.original:
                    case.original.cancel()
        reports = tuple(self._unit_report(case) for case in self._cases)
        elapsed_s = time.monotonic() - self._started
        return Report(reports, tuple(self._untried), tuple(self._failures), tuple(self._notes), elapsed_s)

    def _left_s(self) -> float | None:
        budget_s = self._settings.budget_s
        return None if budget_s is None else max(0.0, budget_s - (time.monotonic() - self._started))

    async def _read_profile(self) -> None:
        if self._settings.profile is None:
            return
        try:
            self._hot = await asyncio.to_thread(read_profile, self._settings.profile)
        except (OSError, ValueError) as error:
            self._notes[f"the profile was not used: {error}"] = None

    async def _add(self, snapshot: Snapshot, names: Mapping[str, frozenset[str]] | None) -> None:
        """Analyse one document and open a case for each of its units."""
        path = snapshot.path
        if path is None:
            return
        self._tell("", None, "preparing")
        wanted = names.get(snapshot.uri, frozenset()) if names is not None else None
        ignore = self._settings.ignore_patterns
        found = await self._analyst.analyze(snapshot, self._patterns, wanted, ignore, self._hot)
        if not found:
            return
        try:
            project = await asyncio.to_thread(discover, path, self._settings)
        except ValueError as error:
            self._failures.append(FileFailure(snapshot.uri, str(error)))
            return
        reacher = self._reachers.setdefault(project, Reacher(project))
        for analysis in found:
            unit = analysis.unit
            reach = await asyncio.to_thread(reacher.reach, path, snapshot.text, unit.entry)
            is_hot = self._hot is not None and share(self._hot, path, unit.name) >= _HOT_SHARE
            program = Program(path, snapshot.text, unit.entry)
            case = _Case(unit, snapshot, program, project, reach, list(analysis.candidates), is_hot)
            self._cases.append(case)
            self._total += len(case.candidates)

    async def _work(self) -> None:
        """See the calls that tests make, then let one agent loose on each unit and strategy."""
        self._cases.sort(key=lambda case: -case.unit.score)
        busy = [case for case in self._cases if case.candidates]
        for case in busy:
            case.open = len(case.candidates)
        captures = self._captures(busy)
        async with asyncio.TaskGroup() as group:
            for case in busy:
                for strategy in dict.fromkeys(candidate.strategy for candidate in case.candidates):
                    group.create_task(self._agent(group, case, strategy, captures[case.project]))
        for case in self._cases:
            if not case.candidates:
                self._ended(case)

    def _captures(self, busy: list[_Case]) -> dict[Project, asyncio.Task[SeenCalls]]:
        by_project: dict[Project, list[Program]] = {}
        for case in busy:
            by_project.setdefault(case.project, []).append(case.program)
        return {
            project: asyncio.create_task(self._capture(project, programs)) for project, programs in by_project.items()
        }

    async def _capture(self, project: Project, programs: list[Program]) -> SeenCalls:
        self._tell("", None, "capturing")
        try:
            missing = await self._sandbox.errors(project)
        except JobFailed:
            missing = {}  # the capture fails in the same way and says so
        if (strength := describe(missing)) != FULL:
            self._notes[f"code ran {strength}; `parallelproof doctor` says what to do about it"] = None
        calls = await capture(self._sandbox, programs, project, self._settings)
        self._notes.update(dict.fromkeys(calls.notes))
        return calls

    async def _agent(
        self, group: asyncio.TaskGroup, case: _Case, strategy: Strategy, calls: asyncio.Task[SeenCalls]
    ) -> None:
        candidates = [candidate for candidate in case.candidates if candidate.strategy is strategy]
        async with self._agents:
            self._next_agent += 1
            number = self._next_agent
            URGENCY.set(number)
            for candidate in candidates:
                trial = await self._trial(case, candidate, number, calls)
                if trial is not None:
                    await self._compose(case, trial, number, calls)
                case.open -= 1
                if case.open == 0:
                    self._ended(case)

    async def _trial(
        self, case: _Case, candidate: Candidate, agent: int, calls: asyncio.Task[SeenCalls]
    ) -> Trial | None:
        """Try one candidate; None where the same program was tried before."""
        changed = replace(case.program, text=candidate.change.apply(case.snapshot.text))
        if changed.text in case.texts or changed.text == case.snapshot.text:
            self._total -= 1
            return None
        case.texts.add(changed.text)

        def on_stage(stage: Stage) -> None:
            self._tell(case.unit.name, candidate.strategy, stage, agent)

        on_stage("waiting")
        outcome = await self._examiner.examine(
            candidate,
            changed,
            lambda: self._original(case, calls),
            case.reach,
            self._settings,
            max(1, len(case.candidates)),
            on_stage,
            case.is_hot,
        )
        trial = Trial(candidate, outcome)
        case.trials.append(trial)
        self._done += 1
        self._tell(case.unit.name, candidate.strategy, "ended", agent, trial)
        return trial

    async def _original(self, case: _Case, calls: asyncio.Task[SeenCalls]) -> Original | Failure:
        """The case's original, got to know once for all its candidates."""
        if case.original is None:
            case.original = asyncio.create_task(self._get_to_know(case, calls))
        original = await asyncio.shield(case.original)
        if isinstance(original, Failure):
            case.refused = original.reason
        return original

    async def _get_to_know(self, case: _Case, calls: asyncio.Task[SeenCalls]) -> Original | Failure:
        texts = dict.fromkeys(candidate.change.apply(case.snapshot.text) for candidate in case.candidates)
        changed = [replace(case.program, text=text) for text in texts]
        seen = await asyncio.shield(calls)
        return await get_to_know(self._sandbox, case.program, case.project, self._settings, seen, changed)

    async def _compose(self, case: _Case, trial: Trial, agent: int, calls: asyncio.Task[SeenCalls]) -> None:
        """Analyse a win again: what can be made of it must be better than the win itself."""
        win, depth = trial.outcome, trial.candidate.depth + 1
        if not isinstance(win, Win) or depth >= MAX_DEPTH:
            return
        text = trial.candidate.change.apply(case.snapshot.text)
        snapshot = replace(case.snapshot, text=text)
        names, ignore = frozenset({case.unit.name}), self._settings.ignore_patterns
        for analysis in await self._analyst.analyze(snapshot, self._patterns, names, ignore, self._hot):
            self._total += len(analysis.candidates)
            for next_candidate in analysis.candidates:
                composed = _composed(case, trial.candidate, next_candidate, text, depth)
                again = await self._trial(case, composed, agent, calls)
                if again is not None and _is_better(again, win):
                    await self._compose(case, again, agent, calls)
                elif again is not None and isinstance(again.outcome, Win):
                    case.trials.remove(again)

    def _ended(self, case: _Case) -> None:
        report = self._unit_report(case)
        progress = Progress(0, case.unit.name, None, "ended", None, self._done, self._total, report)
        self._on_progress(progress)

    def _tell(
        self, unit: str, strategy: Strategy | None, stage: Stage, agent: int = 0, trial: Trial | None = None
    ) -> None:
        self._on_progress(Progress(agent, unit, strategy, stage, trial, self._done, self._total))

    def _unit_report(self, case: _Case) -> UnitReport:
        return UnitReport(case.unit, ranked(case.trials), case.reach, case.refused)

    def _left(self) -> list[Candidate]:
        """Candidates without a trial, for when the budget ended."""
        tried = {id(trial.candidate) for case in self._cases for trial in case.trials}
        return [candidate for case in self._cases for candidate in case.candidates if id(candidate) not in tried]


def _composed(case: _Case, first: Candidate, second: Candidate, text: str, depth: int) -> Candidate:
    """The second candidate on top of the first, as one change of the original text."""
    change: Edits = edits_between(case.snapshot.text, second.change.apply(text))
    why = f"{first.why} Then: {second.why}"
    return replace(second, unit=case.unit, change=change, why=why, depth=depth, finding=first.finding)


def _is_better(trial: Trial, than: Win) -> bool:
    return isinstance(trial.outcome, Win) and trial.outcome.measurement.ratio_low > than.measurement.ratio
