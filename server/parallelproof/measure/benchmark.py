"""Time two programs in turn in the sandbox, at several sizes, and confirm in a fresh process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from ..behaviour.calls import capture
from ..behaviour.forked import forked_for, job_options, turn
from ..behaviour.original import Original, get_to_know
from ..domain import Failure, Measurement, Program, Project, SizePoint
from ..ports import ForkPairs, JobFailed, Sandbox
from ..settings import Settings
from .growth import growth
from .host_lock import HostLock
from .statistics import median_bound, ratios

PAIRS = 21
CONFIRM_PAIRS = 31
_BUDGET_S = 3.0
_MAX_SEEN = 30


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measurement with the times that it was made from."""

    measurement: Measurement
    times: Mapping[str, Any]

    @property
    def headline(self) -> tuple[int | None, list[str]]:
        """Size and inputs that the figures belong to."""
        return self.times["points"][self.times["headline"]]["n"], self.times["inputs"]


@dataclass(frozen=True, slots=True)
class Differing:
    """An input made for timing told the two programs apart: they are not the same."""

    data: str
    n: int | None


class SandboxBenchmark:
    """Says which of two programs is faster or smaller, by how much, at which sizes."""

    def __init__(self, sandbox: Sandbox, lock: HostLock, pairs: ForkPairs) -> None:
        self._sandbox, self._lock, self._pairs = sandbox, lock, pairs

    async def measure(
        self, baseline: Program, candidate: Program, project: Project, settings: Settings, rivals: int = 1
    ) -> Measurement | Failure:
        """Gets to know the baseline, then times both; `rivals` candidates tighten the bound."""
        calls = await capture(self._sandbox, [baseline], project, settings)
        async with forked_for(self._pairs, baseline, project, settings) as forked:
            if isinstance(forked, Failure):
                return forked
            original = await get_to_know(self._sandbox, baseline, project, settings, calls, forked=forked)
            if isinstance(original, Failure):
                return original
            compared = await self.compare(original, candidate, rivals)
        if isinstance(compared, Differing):
            return Failure(f"the two do not give the same on an input of size {compared.n}")
        return compared if isinstance(compared, Failure) else compared.measurement

    async def compare(
        self, original: Original, candidate: Program, rivals: int = 1
    ) -> Comparison | Differing | Failure:
        """One run over all sizes: the figures at the headline size, gain by size, growth, peak memory."""
        found = await self._time(original, candidate, PAIRS, None)
        if isinstance(found, Failure):
            return found
        if "differs" in found:
            return Differing(found["differs"], found["n"])
        return Comparison(_measurement(found, rivals), found)

    async def confirm(
        self, original: Original, candidate: Program, first: Comparison, rivals: int = 1
    ) -> Measurement | Failure:
        """The headline's inputs again in a fresh process; the lower of the two ratios and bounds is kept."""
        found = await self._time(original, candidate, CONFIRM_PAIRS, first.headline)
        if isinstance(found, Failure):
            return found
        again = _measurement(found, rivals)
        measured = first.measurement
        if (measured.calls is None) != (again.calls is None):
            return Failure("two runs disagree on whether it is faster")
        ratio, low = min(measured.ratio, again.ratio), min(measured.ratio_low, again.ratio_low)
        return replace(measured, ratio=ratio, ratio_low=low)

    async def _time(
        self, original: Original, candidate: Program, pairs: int, given: Sequence[Any] | None
    ) -> Mapping[str, Any] | Failure:
        payload = {
            "baseline": original.payload,
            "candidate": original.payload_of(candidate),
            "root": str(original.project.root),
            "seen": original.seen[:_MAX_SEEN],
            "made": original.returned[:_MAX_SEEN],
            "sequence": original.sequence,
            "pairs": pairs,
            "given": given,
            "budget_s": _BUDGET_S,
            "writes_globals": original.writes_globals,
        }
        texts = original.program.text, candidate.text
        options = job_options(original.project, original.settings, original.forked, *texts)
        options["timeout_s"] *= 2
        try:
            async with turn(original.forked) as mine, self._lock.held():
                found: Mapping[str, Any] = await self._sandbox.run("time", payload, **options)
        except JobFailed as error:
            return Failure(f"it could not be timed: {error}")
        if mine.failure:
            return mine.failure
        return Failure(str(found["refused"])) if "refused" in found else found


def _measurement(found: Mapping[str, Any], rivals: int) -> Measurement:
    points = found["points"]
    headline = points[found["headline"]]
    peaks = found["peak"] or (None, None)
    single = Measurement(
        *_figures(headline, rivals),
        pairs=len(headline["baseline"]),
        **_samples(headline),
        n=headline["n"],
        sizes=tuple(_size_point(point) for point in points if point["n"] is not None),
        baseline_growth=_growth(points, "baseline"),
        candidate_growth=_growth(points, "candidate"),
        baseline_peak_bytes=peaks[0],
        candidate_peak_bytes=peaks[1],
    )
    return _whole(found, single, rivals)


def _whole(found: Mapping[str, Any], single: Measurement, rivals: int) -> Measurement:
    """The figures of the sequence of real calls, where that gains and calls on their own do not."""
    sequence = found["sequence"]
    if sequence is None:
        return single
    pairs, calls = len(sequence["baseline"]), sequence["calls"]
    whole = Measurement(*_figures(sequence, rivals), pairs=pairs, calls=calls, **_samples(sequence))
    return whole if whole.ratio_low > max(1.0, single.ratio_low) and single.ratio_low < 1.0 else single


def _figures(times: Mapping[str, Any], rivals: int) -> tuple[float, float, float, float]:
    """Seconds before and after, ratio and its lower bound."""
    ratio, low = median_bound(ratios(times["baseline"], times["candidate"]), rivals)
    return median(times["baseline"]), median(times["candidate"]), ratio, low


def _samples(times: Mapping[str, Any]) -> dict[str, Any]:
    return {"baseline_samples_s": tuple(times["baseline"]), "candidate_samples_s": tuple(times["candidate"])}


def _size_point(point: Mapping[str, Any]) -> SizePoint:
    before, after = point["baseline"], point["candidate"]
    return SizePoint(point["n"], median(before), median(after), median(ratios(before, after)))


def _growth(points: Sequence[Mapping[str, Any]], side: str) -> str | None:
    return growth([(point["n"], min(point[side])) for point in points if point["n"] is not None])
