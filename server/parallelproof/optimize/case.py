"""What a campaign works on: cases, one for each unit, opened by those who know a kind of unit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Protocol

from ..domain import Candidate, Outcome, Reach, Snapshot, Stage, Trial, Unit

OnStage = Callable[[Stage], None]
Attempt = Callable[[Candidate], Awaitable[Trial | None]]
"""Tries one more candidate; None where the same was tried before."""
OnNote = Callable[[str], None]
"""Is given a sentence that a person should read."""


class Case(Protocol):
    """A unit in work, with the original that all its candidates are held against."""

    @property
    def unit(self) -> Unit:
        """What is to be made faster."""
        ...

    @property
    def reach(self) -> Reach | None:
        """What its results rest on, beyond its own source."""
        ...

    @property
    def refused(self) -> str | None:
        """Why the unit as a whole could not be judged, if so."""
        ...

    @property
    def candidates(self) -> Sequence[Sequence[Candidate]]:
        """What there is to try, apart for each agent, most promising first."""
        ...

    def key(self, candidate: Candidate) -> Hashable | None:
        """What a candidate comes to, the same for those that come to the same; None where it changes nothing."""
        ...

    async def examine(self, candidate: Candidate, rivals: int, on_stage: OnStage) -> Outcome:
        """Try one candidate; `rivals` is the number of candidates that a gain's bound is tightened for."""
        ...

    async def compose(self, trial: Trial) -> Sequence[Candidate]:
        """What can be made of one that won: changes of the original that go on from it."""
        ...

    async def finish(self, trials: Sequence[Trial], attempt: Attempt) -> Sequence[Trial]:
        """All agents have ended: what is worth trying now that all is known; the trials to report."""
        ...


class CaseSource(Protocol):
    """Opens the cases of one kind of unit for one campaign, and holds what they share."""

    async def open(self, snapshot: Snapshot, names: frozenset[str] | None) -> Sequence[Case]:
        """Cases of a document's units, those in `names` alone if given; ValueError, in a sentence, where it cannot."""
        ...

    async def begin(self, cases: Sequence[Case]) -> None:
        """Get ready what the cases to be worked on share; it may go on in the background."""
        ...

    async def close(self) -> None:
        """Give back all that was borrowed, on every way out."""
        ...
