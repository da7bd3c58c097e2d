"""What is known of a campaign while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from ..domain import Progress, Report, Trial, Unit, UnitReport, Win
from .rank import ranked


@dataclass(slots=True)
class Tally:
    """Fed with progress; says what each agent does now and which trials have ended."""

    budget_s: float | None = None
    clock: Callable[[], float] = monotonic
    started_s: float = field(init=False)
    stage: str = "reading"
    agents: dict[int, Progress] = field(default_factory=dict)
    trials: list[Trial] = field(default_factory=list)
    ended: dict[tuple[str, str], UnitReport] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    done: int = 0
    total: int = 0

    def __post_init__(self) -> None:
        self.started_s = self.clock()

    def heed(self, progress: Progress) -> None:
        """Take one more event in."""
        if progress.trial is not None:
            self.trials.append(progress.trial)
        if progress.note is not None:
            self.notes.append(progress.note)
        elif progress.report is not None:
            unit = progress.report.unit
            self.ended[unit.uri, unit.name] = progress.report
        elif progress.agent == 0:
            self.stage = progress.stage
        elif progress.stage == "ended":
            self.agents.pop(progress.agent, None)
        else:
            self.agents[progress.agent] = progress
        self.done = max(self.done, progress.done)
        self.total = max(self.total, progress.total)

    @property
    def elapsed_s(self) -> float:
        """Since the campaign began."""
        return self.clock() - self.started_s

    @property
    def left_s(self) -> float | None:
        """What is left of the budget, or else a guess from the pace so far; None while nothing can be said."""
        if self.budget_s is not None:
            return max(0.0, self.budget_s - self.elapsed_s)
        if not self.done or self.done >= self.total:
            return None
        return self.elapsed_s / self.done * (self.total - self.done)

    @property
    def wins(self) -> list[tuple[Unit, Win]]:
        """The wins so far with their units, in the order in which they came."""
        return [(trial.candidate.unit, trial.outcome) for trial in self.trials if isinstance(trial.outcome, Win)]

    def report(self) -> Report:
        """A report of the units that have ended, and of the trials that have in the others."""
        units: dict[tuple[str, str], list[Trial]] = {}
        for trial in self.trials:
            units.setdefault((trial.candidate.unit.uri, trial.candidate.unit.name), []).append(trial)
        open_ones = {key: UnitReport(_plainest(trials), ranked(trials)) for key, trials in units.items()}
        return Report(tuple((open_ones | self.ended).values()), elapsed_s=self.elapsed_s)


def _plainest(trials: list[Trial]) -> Unit:
    """The unit as it stands in the file: that of the candidate which builds on the fewest others."""
    return min((trial.candidate for trial in trials), key=lambda candidate: candidate.depth).unit
