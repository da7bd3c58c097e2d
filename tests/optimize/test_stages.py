"""What a campaign says of its agents, with a unit whose trials cost nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from parallelproof.domain import (
    Candidate,
    Edit,
    Edits,
    Failure,
    Outcome,
    Progress,
    Snapshot,
    Span,
    Trial,
    Unit,
)
from parallelproof.optimize.campaign import Campaigns
from parallelproof.optimize.case import Attempt, OnStage
from parallelproof.settings import Settings

SNAPSHOT = Snapshot("file:///one.py", 0, "python", "one")
UNIT = Unit(SNAPSHOT.uri, "one", "one", "python", Span(0, 3), "one")


def candidate(text: str) -> Candidate:
    return Candidate(UNIT, None, "algorithmic", "test", Edits((Edit(UNIT.span, text),)), "It is another text.")


@dataclass
class CountedCase:
    """Two candidates, and one more that is thought of when these have been tried."""

    unit: Unit = UNIT
    reach: None = None
    refused: None = None
    candidates: Sequence[Sequence[Candidate]] = field(
        default_factory=lambda: [[candidate("two")], [candidate("three")]]
    )

    def key(self, tried: Candidate) -> Hashable:
        return tried.change.apply(SNAPSHOT.text)

    async def examine(self, tried: Candidate, rivals: int, on_stage: OnStage) -> Outcome:
        on_stage("verifying")
        return Failure("it is only counted")

    async def compose(self, trial: Trial) -> Sequence[Candidate]:
        return []

    async def finish(self, trials: Sequence[Trial], attempt: Attempt) -> Sequence[Trial]:
        further = await attempt(candidate("four"))
        return [*trials, *([further] if further else [])]


class CountedCases:
    async def open(self, snapshot: Snapshot, names: frozenset[str] | None) -> Sequence[CountedCase]:
        return [CountedCase()]

    async def begin(self, cases: Sequence[object]) -> None:
        pass

    async def close(self) -> None:
        pass


async def stages() -> list[Progress]:
    heard: list[Progress] = []
    campaigns = Campaigns([lambda patterns, settings, on_note: CountedCases()], tuple, asyncio.to_thread)
    await campaigns.optimize([SNAPSHOT], Settings(trusted=True), heard.append)
    return heard


async def test_no_more_trials_end_than_were_counted_on():
    heard = await stages()
    assert all(one.done <= one.total for one in heard)
    assert (heard[-1].done, heard[-1].total) == (3, 3)


async def test_an_agent_that_thinks_of_more_to_try_says_so_and_ends():
    told = [one.stage for one in await stages() if one.agent == 2]
    assert told == ["waiting", "verifying", "ended", "proposing", "waiting", "verifying", "ended", "ended"]
