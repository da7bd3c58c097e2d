"""Time two programs in turn in the sandbox, at several sizes, and confirm in a fresh process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from ..domain import Failure, Measurement, Program, Project, SizePoint
from ..ports import JobFailed, Sandbox
from ..settings import Settings
from ..verify.calls import capture
from ..verify.original import Original, get_to_know
from ..verify.programs import as_payload
from .growth import growth
from .host_lock import HostLock
from .statistics import median_bound, ratios

PAIRS = 21
CONFIRM_PAIRS = 31
_BUDGET_S = 6.0
_MAX_SEEN = 30


class SandboxBenchmark:
    """Says which of two programs is faster or smaller, by how much, at which sizes."""

    def __init__(self, sandbox: Sandbox, lock: HostLock) -> None:
        self._sandbox = sandbox
        self._lock = lock

    async def measure(
        self, baseline: Program, candidate: Program, project: Project, settings: Settings, rivals: int = 1
    ) -> Measurement | Failure:
        """Gets to know the baseline, then times both; `rivals` candidates tighten the bound."""
        calls = await capture(self._sandbox, [baseline], project, settings)
        original = await get_to_know(self._sandbox, baseline, project, settings, calls)
        if isinstance(original, Failure):
            return original
        return await self.compare(original, candidate, rivals)

    async def compare(self, original: Original, candidate: Program, rivals: int = 1) -> Measurement | Failure:
        """One run over all sizes: the figures at the headline size, gain by size, growth, peak memory."""
        found = await self._time(original, candidate, PAIRS, None)
        return found if isinstance(found, Failure) else _measurement(found, rivals)

    async def confirm(self, original: Original, candidate: Program, first: Measurement, rivals: int = 1) -> Measurement:
        """The same at the headline size in a fresh process; the lower of the two bounds and ratios is kept."""
        sizes = [first.n] if first.n is not None else None
        found = await self._time(original, candidate, CONFIRM_PAIRS, sizes)
        if isinstance(found, Failure):
            return _lowered(first, first.ratio, 0.0)
        again = _measurement(found, rivals)
        return _lowered(first, min(first.ratio, again.ratio), min(first.ratio_low, again.ratio_low))

    async def _time(
        self, original: Original, candidate: Program, pairs: int, sizes: Sequence[int] | None
    ) -> Mapping[str, Any] | Failure:
        payload = {
            "baseline": original.payload,
            "candidate": as_payload(candidate, original.project, original.sys_path),
            "root": str(original.project.root),
            "seen": original.seen[:_MAX_SEEN],
            "made": original.returned[:_MAX_SEEN],
            "pairs": pairs,
            "sizes": sizes,
            "budget_s": _BUDGET_S,
            "writes_globals": original.writes_globals,
        }
        settings = original.settings
        try:
            async with self._lock.held():
                found: Mapping[str, Any] = await self._sandbox.run(
                    "time", payload, project=original.project, timeout_s=settings.job_timeout_s * 2,
                    memory_bytes=settings.memory_bytes,
                )  # fmt: skip
        except JobFailed as error:
            return Failure(f"it could not be timed: {error}")
        return Failure(str(found["refused"])) if "refused" in found else found


def _lowered(first: Measurement, ratio: float, low: float) -> Measurement:
    from dataclasses import replace

    return replace(first, ratio=ratio, ratio_low=low)


def _measurement(found: Mapping[str, Any], rivals: int) -> Measurement:
    points = found["points"]
    headline = points[found["headline"]]
    ratio, low = median_bound(ratios(headline["baseline"], headline["candidate"]), rivals)
    peaks = found["peak"] or (None, None)
    return Measurement(
        baseline_s=median(headline["baseline"]),
        candidate_s=median(headline["candidate"]),
        ratio=ratio,
        ratio_low=low,
        pairs=len(headline["baseline"]),
        n=headline["n"],
        sizes=tuple(_size_point(point) for point in points if point["n"] is not None),
        baseline_growth=_growth(points, "baseline"),
        candidate_growth=_growth(points, "candidate"),
        baseline_peak_bytes=peaks[0],
        candidate_peak_bytes=peaks[1],
    )


def _size_point(point: Mapping[str, Any]) -> SizePoint:
    before, after = point["baseline"], point["candidate"]
    return SizePoint(point["n"], median(before), median(after), median(ratios(before, after)))


def _growth(points: Sequence[Mapping[str, Any]], side: str) -> str | None:
    return growth([(point["n"], min(point[side])) for point in points if point["n"] is not None])
