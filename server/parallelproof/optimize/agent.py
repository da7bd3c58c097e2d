"""One agent: one strategy on one unit. It tries its candidates one after another and reports a trial for each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Protocol

from ..behaviour.forked import Forked
from ..behaviour.original import Original
from ..domain import (
    Candidate,
    Counterexample,
    Failure,
    NotBetter,
    Outcome,
    Program,
    Reach,
    Stage,
    Unconfirmed,
    Win,
)
from ..measure.benchmark import Differing, SandboxBenchmark
from ..settings import Settings
from ..verify.verifier import SandboxVerifier
from .outcomes import from_json, to_json
from .rank import gains_memory, gains_time, judged

OnStage = Callable[[Stage], None]
GetOriginal = Callable[[], Awaitable[Original | Failure]]
FORMAT = 1
"""Raised when what an outcome means changes, so that older cached ones are not read."""


class Cache(Protocol):
    """Where outcomes are kept between runs."""

    async def get(self, key: str) -> Any | None:
        """The value kept under a key, None if there is none."""
        ...

    async def put(self, key: str, value: Any) -> None:
        """Keep a JSON value."""
        ...


class Examiner:
    """Verifies, measures and confirms one candidate; what was found is kept by what it rests on."""

    def __init__(self, verifier: SandboxVerifier, benchmark: SandboxBenchmark, cache: Cache) -> None:
        self._verifier, self._benchmark, self._cache = verifier, benchmark, cache

    async def examine(
        self,
        candidate: Candidate,
        changed: Program,
        get_original: GetOriginal,
        reach: Reach,
        settings: Settings,
        rivals: int,
        on_stage: OnStage,
        is_hot: bool = False,
    ) -> Outcome:
        """The outcome of a candidate whose program is `changed`."""
        key = _key(candidate, reach, settings, rivals)
        if (kept := await self._cache.get(key)) is not None:
            try:
                return from_json(kept)
            except (KeyError, TypeError):
                pass
        on_stage("preparing")
        original = await get_original()
        if isinstance(original, Failure):
            return original
        outcome = await self._try(original, changed, settings, rivals, on_stage, is_hot)
        if original.forked:  # it rests on rows too, which nobody watches
            return await _on_forks(original.forked, outcome)
        if not isinstance(outcome, Failure):
            await self._cache.put(key, to_json(outcome))
        return outcome

    async def _try(
        self, original: Original, changed: Program, settings: Settings, rivals: int, on_stage: OnStage, is_hot: bool
    ) -> Outcome:
        on_stage("verifying")
        verdict = await self._verifier.check(original, changed)
        if isinstance(verdict, (Counterexample, Failure)):
            return verdict
        on_stage("measuring")
        compared = await self._benchmark.compare(original, changed, rivals)
        if isinstance(compared, Differing):
            return await self._verifier.replay(original, changed, compared.data)
        if isinstance(compared, Failure):
            return compared
        measured = compared.measurement
        if not gains_time(measured, settings) and not gains_memory(measured):
            return NotBetter(measured)
        on_stage("confirming")
        confirmed = await self._benchmark.confirm(original, changed, compared, rivals)
        if isinstance(confirmed, Failure):
            return confirmed
        outcome = judged(verdict, confirmed, settings, is_hot)
        if isinstance(outcome, NotBetter):
            return outcome
        if original.forked:
            verdict = await self._verifier.check_varied(original, changed, verdict)
            if isinstance(verdict, (Counterexample, Failure)):
                return verdict
            outcome = replace(outcome, evidence=verdict)
        tested = await self._verifier.test(original, changed)
        if isinstance(tested, Counterexample):
            return tested
        return Win((*verdict, tested), confirmed, outcome.gain, outcome.notable) if tested else outcome


async def _on_forks(forked: Forked, outcome: Outcome) -> Outcome:
    """What an outcome that was found on forks is worth; the forks are then as they were."""
    failure = await forked.written()
    if not isinstance(outcome, Win):
        return outcome
    if failure:
        return failure
    reason = " ".join(forked.pair.differs)
    return Unconfirmed(outcome.evidence, outcome.measurement, reason) if reason else outcome


def _key(candidate: Candidate, reach: Reach, settings: Settings, rivals: int) -> str:
    """Names everything an outcome rests on; where the unit stands in its file is no part of it."""
    start, end = candidate.unit.span.start, candidate.unit.span.end
    edits = [
        (edit.span.start - start, edit.span.end - start, edit.text) if start <= edit.span.start <= end else edit.text
        for edit in candidate.change.edits
    ]
    rests_on = [FORMAT, reach.digest, candidate.unit.entry, candidate.unit.source, edits, rivals]
    chosen = [settings.samples, settings.min_speedup, settings.call_timeout_s]
    return hashlib.blake2b(json.dumps([rests_on, chosen]).encode(), digest_size=20).hexdigest()
