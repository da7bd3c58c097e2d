"""Cases of functions: tried in the sandbox, on calls that tests make and on generated ones."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..behaviour.calls import SeenCalls, capture
from ..behaviour.forked import Forked, Forking
from ..behaviour.original import Original, get_to_know
from ..domain import Candidate, Edits, Failure, Outcome, Pattern, Program, Project, Reach, Snapshot, Trial, Unit
from ..languages.python.databases import database_use
from ..languages.python.project import discover
from ..languages.python.reach import Reacher
from ..ports import ForkPairs, JobFailed, Sandbox
from ..sandbox.layers import FULL, describe
from ..settings import Settings
from .agent import Examiner
from .analyst import Analyst
from .case import Attempt, Case, OnNote, OnStage
from .profile import Hot, read_profile, share
from .proposers.edits import edits_between

_HOT_SHARE = 0.05


@dataclass(slots=True)
class FunctionCase:
    """A function, its file's text and what its behaviour rests on."""

    functions: Functions
    unit: Unit
    snapshot: Snapshot
    program: Program
    project: Project
    reach: Reach
    found: tuple[Candidate, ...]
    is_hot: bool
    refused: str | None = None
    original: asyncio.Task[Original | Failure] | None = field(default=None, repr=False)

    @property
    def candidates(self) -> Sequence[Sequence[Candidate]]:
        """An agent for each strategy."""
        strategies = dict.fromkeys(candidate.strategy for candidate in self.found)
        return [[one for one in self.found if one.strategy is strategy] for strategy in strategies]

    def key(self, candidate: Candidate) -> str | None:
        """The file's text as it would be."""
        text = candidate.change.apply(self.snapshot.text)
        return None if text == self.snapshot.text else text

    async def examine(self, candidate: Candidate, rivals: int, on_stage: OnStage) -> Outcome:
        """Verify, measure and confirm one."""
        changed = replace(self.program, text=candidate.change.apply(self.snapshot.text))
        examiner, settings = self.functions.examiner, self.functions.settings
        return await examiner.examine(
            candidate, changed, self._original, self.reach, settings, rivals, on_stage, self.is_hot
        )

    async def compose(self, trial: Trial) -> Sequence[Candidate]:
        """What is found in the function once it is changed, each as one change of the original text."""
        candidate = trial.candidate
        text, depth = candidate.change.apply(self.snapshot.text), candidate.depth + 1
        analyses = await self.functions.analyze(replace(self.snapshot, text=text), frozenset({self.unit.name}))
        found = [following for _, candidates in analyses for following in candidates]
        return [self._composed(candidate, following, text, depth) for following in found]

    async def finish(self, trials: Sequence[Trial], attempt: Attempt) -> Sequence[Trial]:
        """Nothing more: wins were composed as they came."""
        return trials

    def _composed(self, first: Candidate, second: Candidate, text: str, depth: int) -> Candidate:
        change: Edits = edits_between(self.snapshot.text, second.change.apply(text))
        why = f"{first.why.rstrip('.')}. Then: {second.why}"
        return replace(second, unit=self.unit, change=change, why=why, depth=depth, finding=first.finding)

    async def _original(self) -> Original | Failure:
        """The original, got to know once for all candidates."""
        if self.original is None:
            self.original = asyncio.create_task(self.functions.get_to_know(self))
        original = await asyncio.shield(self.original)
        if isinstance(original, Failure):
            self.refused = original.reason
        return original


class Functions:
    """Opens cases of functions. For one campaign: it holds the calls that were seen, and what functions reach."""

    def __init__(
        self,
        sandbox: Sandbox,
        examiner: Examiner,
        analyst: Analyst,
        pairs: ForkPairs,
        patterns: tuple[Pattern, ...],
        settings: Settings,
        on_note: OnNote,
    ) -> None:
        self.examiner, self.settings = examiner, settings
        self._sandbox, self._analyst, self._patterns, self._on_note = sandbox, analyst, patterns, on_note
        self._forking, self._looking = Forking(pairs, settings), asyncio.Lock()
        self._reachers: dict[Project, Reacher] = {}
        self._captures: dict[Project, asyncio.Task[SeenCalls]] = {}
        self._cases: list[FunctionCase] = []
        self._hot: Hot | None = None
        self._has_read_profile = False

    async def open(self, snapshot: Snapshot, names: frozenset[str] | None) -> Sequence[Case]:
        """A case for each function of a document; ValueError where its project's settings cannot be used."""
        path = snapshot.path
        if path is None:
            return []
        await self._read_profile()
        found = await self.analyze(snapshot, names)
        if not found:
            return []
        project = await asyncio.to_thread(discover, path, self.settings)
        reacher = self._reachers.setdefault(project, Reacher(project))
        cases = []
        for unit, candidates in found:
            reach = await asyncio.to_thread(reacher.reach, path, snapshot.text, unit.entry)
            is_hot = self._hot is not None and share(self._hot, path, unit.name) >= _HOT_SHARE
            program = Program(path, snapshot.text, unit.entry)
            cases.append(FunctionCase(self, unit, snapshot, program, project, reach, candidates, is_hot))
        self._cases += cases
        return cases

    async def begin(self, cases: Sequence[Case]) -> None:
        """See the calls that the tests of each project make."""
        busy = [case for case in cases if isinstance(case, FunctionCase)]
        for project in dict.fromkeys(case.project for case in busy):
            programs = [case.program for case in busy if case.project == project]
            self._captures[project] = asyncio.create_task(self._capture(project, programs))

    async def close(self) -> None:
        """End what is still being got to know, and give forks back."""
        begun = [*self._captures.values(), *(case.original for case in self._cases if case.original)]
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)
        await self._forking.close()

    async def analyze(
        self, snapshot: Snapshot, names: frozenset[str] | None
    ) -> list[tuple[Unit, tuple[Candidate, ...]]]:
        """The functions of a document and what could be tried on them."""
        ignored = self.settings.ignore_patterns
        found = await self._analyst.analyze(snapshot, self._patterns, names, ignored, self._hot)
        return [(analysis.unit, analysis.candidates) for analysis in found]

    async def get_to_know(self, case: FunctionCase) -> Original | Failure:
        """What a case's original does."""
        forked = await self._forked(case)
        if isinstance(forked, Failure):
            return forked
        texts = dict.fromkeys(candidate.change.apply(case.snapshot.text) for candidate in case.found)
        changed = [replace(case.program, text=text) for text in texts]
        seen = await asyncio.shield(self._captures[case.project])
        return await get_to_know(self._sandbox, case.program, case.project, self.settings, seen, changed, forked)

    async def _forked(self, case: FunctionCase) -> Forked | Failure | None:
        """The forks of the database that a function uses, if it uses one."""
        reacher = self._reachers[case.project]
        async with self._looking:
            use = await asyncio.to_thread(database_use, reacher, case.program, case.reach)
        return await self._forking.forked(use) if use else None

    async def _capture(self, project: Project, programs: list[Program]) -> SeenCalls:
        try:
            missing = await self._sandbox.errors(project)
        except JobFailed:
            missing = {}  # the capture fails in the same way and says so
        if (strength := describe(missing)) != FULL:
            self._on_note(f"code ran {strength}; `parallelproof doctor` says what to do about it")
        calls = await capture(self._sandbox, programs, project, self.settings)
        for note in calls.notes:
            self._on_note(note)
        return calls

    async def _read_profile(self) -> None:
        if self.settings.profile is None or self._has_read_profile:
            return
        self._has_read_profile = True
        try:
            self._hot = await asyncio.to_thread(read_profile, self.settings.profile)
        except (OSError, ValueError) as error:
            self._on_note(f"the profile was not used: {error}")
