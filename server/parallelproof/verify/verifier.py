"""Hold a candidate against the original: same inputs, separate processes, strict comparison, replayed differences."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..behaviour.calls import capture
from ..behaviour.forked import call_timeout_s, forked_for, job_options, turn
from ..behaviour.original import OTHER_SEED, Original, get_to_know, missed_lines, observe
from ..behaviour.varied import varied
from ..behaviour.widen import widened
from ..domain import Counterexample, Evidence, Failure, Program, Project, Verdict
from ..ports import ForkPairs, JobFailed, Sandbox
from ..sandbox.layers import FULL, describe
from ..settings import Settings

_SHRINK_S = 3.0
_MAX_TESTS = 20
_TEST_THREADS = 32
_MAX_HISTORY = 120
VARIED = "some rows gone, some there twice, some values NULL or written otherwise"
VARIED_HOW = f"on a variation of the data, with {VARIED}"


class SandboxVerifier:
    """Says whether two programs behave the same on every input that was seen or could be made."""

    def __init__(self, sandbox: Sandbox, pairs: ForkPairs) -> None:
        self._sandbox, self._pairs = sandbox, pairs

    async def verify(self, baseline: Program, candidate: Program, project: Project, settings: Settings) -> Verdict:
        """Evidence, a shrunk counterexample, or why it cannot tell. Captures calls of the baseline first."""
        calls = await capture(self._sandbox, [baseline], project, settings)
        async with forked_for(self._pairs, baseline, project, settings) as forked:
            if isinstance(forked, Failure):
                return forked
            original = await get_to_know(self._sandbox, baseline, project, settings, calls, [candidate], forked)
            if isinstance(original, Failure):
                return original
            verdict = await self.check(original, candidate)
            if isinstance(verdict, tuple):
                verdict = await self.check_varied(original, candidate, verdict)
            return (forked and await forked.written()) or verdict

    async def check(
        self, original: Original, candidate: Program, has_searched: bool = False, may_miss: bool = False
    ) -> Verdict:
        """Hold one candidate against an original that is known; looks once for inputs that reach all its lines."""
        program = original.payload_of(candidate)
        if original.forked and (refused := original.forked.refuses(original.program, candidate)):
            return refused
        first, second = await asyncio.gather(
            observe(self._sandbox, original, program, hash_seed=0, watched=True),
            observe(self._sandbox, original, program, hash_seed=1, most=OTHER_SEED),
        )
        for seed, found in enumerate((first, second)):
            if isinstance(found, Failure):
                return found
            if "signature" in found:
                name = original.program.name
                return Counterexample(f"the signature of {name}", original.signature, found["signature"])
            if "differs" in found:
                return await self._counterexample(original, program, found, seed)
        assert not isinstance(first, Failure)
        if not first["missed"] or may_miss:
            return _evidence(original, describe(await self._sandbox.errors(original.project)))
        wider = None if has_searched else await widened(self._sandbox, original, program, first["missed"])
        if wider is not None:
            return await self.check(wider, candidate, has_searched=True)
        return Failure(missed_lines(set(first["missed"]), candidate.text, "the candidate") or "")

    async def check_varied(self, original: Original, candidate: Program, found: tuple[Evidence, ...]) -> Verdict:
        """What was found of a candidate, held also against what the original does on a variation of its data."""
        other = await varied(self._sandbox, original)
        if isinstance(other, Failure):
            return other
        if other is None:
            return found
        verdict = await self.check(other, candidate, has_searched=True, may_miss=True)
        if isinstance(verdict, Counterexample):
            return replace(verdict, call=f"{verdict.call} with {VARIED}")
        return verdict if isinstance(verdict, Failure) else (*found, Evidence("sampled", len(other.inputs), VARIED_HOW))

    async def test(self, original: Original, candidate: Program) -> Evidence | Counterexample | None:
        """The unit's own tests, which pass without the change, with the change applied; None where there are none."""
        tests = original.tests[:_MAX_TESTS]
        found = await self._retest(original, candidate, list(tests)) if tests else None
        if found is None:
            return None
        if found["failed"] or found["passed"] < len(tests):
            name = found["failed"][0] if found["failed"] else tests[0]
            return Counterexample(f"pytest {name}", "passes", "fails with the change applied")
        return Evidence("tested", found["passed"], "of the project's own tests pass with the change applied")

    async def _retest(self, original: Original, program: Program, tests: list[str]) -> Mapping[str, Any] | None:
        settings = original.settings
        payload = {
            "root": str(original.project.root),
            "sys_path": original.payload["sys_path"],
            "overlays": {str(program.path): program.text},
            "tests": tests,
            "deadline_s": settings.capture_timeout_s,
        }
        try:
            found: Mapping[str, Any] = await self._sandbox.run(
                "retest", payload, project=original.project, timeout_s=settings.capture_timeout_s + 5,
                threads=_TEST_THREADS, memory_bytes=settings.memory_bytes,
            )  # fmt: skip
        except JobFailed:
            return None
        return found

    async def replay(self, original: Original, candidate: Program, data: str) -> Counterexample | Failure:
        """The counterexample that an input makes on which the two were seen to differ elsewhere."""
        program = original.payload_of(candidate)
        return await self._shrunk(original, program, data, 0, after=False)

    async def _counterexample(
        self, original: Original, program: Mapping[str, Any], found: Mapping[str, Any], hash_seed: int
    ) -> Counterexample | Failure:
        """The difference found at one of the original's inputs, first on its own, then after the calls before it."""
        data, after = original.inputs[found["differs"]], found.get("after", False)
        shrunk = await self._shrunk(original, program, data, hash_seed, after)
        if isinstance(shrunk, Failure) and not after:
            later = await self._shrunk(original, program, data, hash_seed, after=True)
            return later if isinstance(later, Counterexample) else shrunk
        return shrunk

    async def _shrunk(
        self, original: Original, program: Mapping[str, Any], data: str, hash_seed: int, after: bool
    ) -> Counterexample | Failure:
        """Replay a difference in a fresh process and shrink it; one that cannot be replayed is not shown."""
        payload = {
            "baseline": original.payload,
            "candidate": program,
            "root": str(original.project.root),
            "data": data,
            "history": list(original.inputs[:_MAX_HISTORY]),
            "after": after,
            "call_name": original.program.name,
            "call_timeout_s": call_timeout_s(original.settings, original.forked) * 2,
            "budget_s": _SHRINK_S,
        }
        texts = original.program.text, program["text"]
        options = job_options(original.project, original.settings, original.forked, *texts)
        try:
            async with turn(original.forked):
                shrunk = await self._sandbox.run("shrink", payload, hash_seed=hash_seed, **options)
        except JobFailed as error:
            return Failure(f"it differs from the original, but the difference could not be replayed: {error}")
        if "refused" in shrunk:
            return Failure(str(shrunk["refused"]))
        if not shrunk["reproduced"]:
            return Failure("it differed from the original once, but not when replayed")
        return Counterexample(shrunk["call"], shrunk["expected"], shrunk["actual"])


def _evidence(original: Original, strength: str) -> tuple[Evidence, ...]:
    where = ", against a copy of the data" if original.forked and original.forked.use.is_needed else ""
    where = f", the same rows written{where}" if original.writes_rows else where
    where += "" if strength == FULL else f", {strength}"
    counts = original.origins_count()
    sampled = counts.pop("generated", 0)
    found = []
    if counts:
        sources = {"test": "your tests", "doctest": "doctests", "call site": "literal call sites"}
        how = ", ".join(f"{count} from {sources.get(origin, origin)}" for origin, count in sorted(counts.items()))
        found.append(Evidence("replayed", counts.total(), how + where))
    if sampled:
        found.append(
            Evidence("sampled", sampled, f"generated from hints, seen values and use, biased to edge cases{where}")
        )
    return tuple(found)
