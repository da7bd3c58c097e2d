"""Campaigns that can be watched: every one that runs in an engine passes here, the last ones are kept for a while."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal, Protocol

from ..background import Background
from ..domain import Outcome, Progress, Report, Snapshot, Trial, Unit, Win
from ..optimize.tally import Tally
from ..ports import OnProgress, Optimizer
from ..settings import Settings

KEPT = 50
"""Campaigns that have ended and are still known."""
State = Literal["running", "ended", "cancelled", "failed"]
Origin = Literal["api", "editor"]
Names = Mapping[str, frozenset[str]] | None
_FAILED = "The campaign failed; the log says why."


class Watcher(Protocol):
    """Whoever follows a campaign; called on the event loop, after the campaign has taken the event in."""

    def progressed(self, progress: Progress) -> None:
        """An agent has come further."""

    def ended(self) -> None:
        """The campaign has ended."""


@dataclass(slots=True)
class Agent:
    """What an agent did last, and what came of its trials."""

    now: Progress
    trials: int = 0
    wins: int = 0
    last: Trial | None = None
    """Its last trial."""

    def heed(self, progress: Progress) -> None:
        """It has come further."""
        self.now = progress
        if progress.trial is not None:
            self.last = progress.trial
            self.trials += 1
            self.wins += isinstance(self.last.outcome, Win)


@dataclass(eq=False, slots=True)
class LiveCampaign:
    """One campaign, while it runs and after. Agents are known by their numbers."""

    snapshots: Mapping[str, Snapshot]
    names: Names
    origin: Origin
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    state: State = "running"
    reason: str | None = None
    """Why it failed, in one sentence."""
    agents: dict[int, Agent] = field(default_factory=dict)
    tally: Tally = field(default_factory=lambda: Tally(stage="preparing"))
    task: asyncio.Task[Any] | None = None
    _report: Report | None = None
    _watchers: list[Watcher] = field(default_factory=list)

    @property
    def is_running(self) -> bool:
        """Whether more is to come."""
        return self.state == "running"

    def report(self) -> Report:
        """All that is known, so far or in the end."""
        return self._report or self.tally.report()

    @contextmanager
    def watched_by(self, watcher: Watcher) -> Iterator[None]:
        """Tell a watcher of all that comes."""
        self._watchers.append(watcher)
        try:
            yield
        finally:
            self._watchers.remove(watcher)

    async def cancel(self, within_s: float) -> None:
        """End it, and wait a moment until it has ended."""
        if self.is_running and self.task:
            self.task.cancel()
            await asyncio.wait({self.task}, timeout=within_s)

    def heed(self, progress: Progress) -> None:
        """Take an event in, then pass it on."""
        self.tally.heed(progress)
        if progress.agent:
            self.agents.setdefault(progress.agent, Agent(progress)).heed(progress)
        for watcher in tuple(self._watchers):
            watcher.progressed(progress)

    def end(self, state: State, report: Report | None = None, reason: str | None = None) -> None:
        """It has ended; without a report, what was known of it stays."""
        self.state, self.reason, self._report, self.task = state, reason, report or self.tally.report(), None
        # A whole project's text is not kept for the few files that there is something to say of.
        told = {unit.unit.uri for unit in self._report.units} | {one.unit.uri for one in self._report.untried}
        self.snapshots = {uri: one if uri in told else replace(one, text="") for uri, one in self.snapshots.items()}
        for watcher in tuple(self._watchers):
            watcher.ended()


class LiveCampaigns:
    """An Optimizer that knows the campaigns of another one, by their ids, oldest first."""

    def __init__(self, optimizer: Optimizer, background: Background) -> None:
        self._optimizer, self._background = optimizer, background
        self.campaigns: dict[str, LiveCampaign] = {}
        self.ended: Counter[tuple[Origin, State]] = Counter()
        self.outcomes: Counter[type[Outcome]] = Counter()
        """What came of the trials of all campaigns so far."""

    @property
    def running(self) -> list[LiveCampaign]:
        """Those that run now."""
        return [campaign for campaign in self.campaigns.values() if campaign.is_running]

    async def units(self, snapshot: Snapshot) -> list[Unit]:
        """What could be optimised in a document."""
        return await self._optimizer.units(snapshot)

    async def optimize(
        self, snapshots: Sequence[Snapshot], settings: Settings, on_progress: OnProgress, names: Names = None
    ) -> Report:
        """A campaign of whoever asks in this process; it ends with the task that asked."""
        campaign = self._new(snapshots, names, "editor")
        campaign.task = asyncio.current_task()
        return await self._run(campaign, settings, on_progress)

    def begin(self, snapshots: Sequence[Snapshot], settings: Settings, names: Names = None) -> LiveCampaign:
        """A campaign for those that only watch; returns at once."""
        campaign = self._new(snapshots, names, "api")
        work = partial(self._run, campaign, settings, lambda progress: None)
        campaign.task = self._background.replace(f"watched {campaign.id}", work)
        if campaign.task is None:
            self._end(campaign, "cancelled")
        else:
            # Cancelled before its first step, it could not say so itself.
            campaign.task.add_done_callback(lambda _: self._end(campaign, "cancelled"))
        return campaign

    async def _run(self, campaign: LiveCampaign, settings: Settings, on_progress: OnProgress) -> Report:
        def heed(progress: Progress) -> None:
            if progress.trial is not None:
                self.outcomes[type(progress.trial.outcome)] += 1
            campaign.heed(progress)
            on_progress(progress)

        try:
            report = await self._optimizer.optimize(list(campaign.snapshots.values()), settings, heed, campaign.names)
        except asyncio.CancelledError:
            self._end(campaign, "cancelled")
            raise
        except Exception:
            self._end(campaign, "failed", reason=_FAILED)
            raise
        self._end(campaign, "ended", report)
        return report

    def _new(self, snapshots: Sequence[Snapshot], names: Names, origin: Origin) -> LiveCampaign:
        campaign = LiveCampaign({snapshot.uri: snapshot for snapshot in snapshots}, names, origin)
        self.campaigns[campaign.id] = campaign
        return campaign

    def _end(
        self, campaign: LiveCampaign, state: State, report: Report | None = None, reason: str | None = None
    ) -> None:
        if not campaign.is_running:
            return
        self.ended[campaign.origin, state] += 1
        campaign.end(state, report, reason)
        over = [one.id for one in self.campaigns.values() if not one.is_running][:-KEPT]
        for id in over:
            del self.campaigns[id]
