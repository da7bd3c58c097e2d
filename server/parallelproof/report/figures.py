"""What was measured as JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from ..domain import DatabaseCost, Measurement, PlanNode
from ..measure.growth import fit

Json = dict[str, Any]


def figures(measurement: Measurement | None) -> Json:
    """Times, sizes, growth and memory; every value is null, and `sizes` empty, where nothing was measured."""
    if measurement is None:
        names = ("speedup", "speedup_low", "n", "pairs", "baseline_s", "candidate_s")
        nothing: Json = {"samples": None, "sizes": [], "growth": None, "fits": None, "peak_bytes": None}
        return {**dict.fromkeys(names), **nothing}
    m = measurement
    return {
        "speedup": number(m.ratio),
        "speedup_low": number(m.ratio_low),
        "n": m.n,
        "pairs": m.pairs,
        "baseline_s": number(m.baseline_s),
        "candidate_s": number(m.candidate_s),
        "samples": _samples(m),
        "sizes": _sizes(m),
        "growth": _pair(m.baseline_growth, m.candidate_growth),
        "fits": _fits(m),
        "peak_bytes": _pair(m.baseline_peak_bytes, m.candidate_peak_bytes),
    }


def database(cost: DatabaseCost | None) -> Json | None:
    """What a query costs its database, before and after."""
    if cost is None:
        return None
    return {
        "blocks": [cost.baseline_blocks, cost.candidate_blocks],
        "rows_read": [cost.baseline_rows, cost.candidate_rows],
        "wall_s": [number(cost.baseline_wall_s), number(cost.candidate_wall_s)],
        "plans": [cost.baseline_plan, cost.candidate_plan],
        "index_bytes": cost.index_bytes,
        "write_ratio": None if cost.write_ratio is None else number(cost.write_ratio),
    }


def plans(cost: DatabaseCost | None) -> Json | None:
    """The plans of a query as trees; a version that never ended has none."""
    if cost is None:
        return None
    return {"before": _node(cost.baseline_tree), "after": _node(cost.candidate_tree)}


def number(value: float) -> float | None:
    """Six digits of a finite number; JSON has no others."""
    return float(f"{value:.6g}") if isfinite(value) else None


def _samples(m: Measurement) -> Json | None:
    if not m.candidate_samples_s:
        return None
    return {"baseline_s": _numbers(m.baseline_samples_s), "candidate_s": _numbers(m.candidate_samples_s)}


def _sizes(m: Measurement) -> list[Json]:
    return [
        {
            "n": point.n,
            "speedup": number(point.ratio),
            "baseline_s": number(point.baseline_s),
            "candidate_s": number(point.candidate_s),
        }
        for point in m.sizes
    ]


def _fits(m: Measurement) -> Json | None:
    if m.baseline_growth is None and m.candidate_growth is None:
        return None
    return {
        "baseline": _fit(m.baseline_growth, [(point.n, point.baseline_s) for point in m.sizes]),
        "candidate": _fit(m.candidate_growth, [(point.n, point.candidate_s) for point in m.sizes]),
    }


def _fit(name: str | None, points: Sequence[tuple[int, float]]) -> Json | None:
    curve = fit(name, points) if name else None
    if curve is None:
        return None
    return {"label": curve.name, "exponent": round(curve.exponent, 3), "seconds": _numbers(curve.seconds)}


def _node(node: PlanNode | None) -> Json | None:
    if node is None:
        return None
    return {
        "type": node.type,
        "relation": node.relation,
        "index": node.index,
        "rows": node.rows,
        "loops": node.loops,
        "time_ms": None if node.time_ms is None else number(node.time_ms),
        "blocks": node.blocks,
        "omitted": node.omitted,
        "children": [_node(child) for child in node.children],
    }


def _numbers(values: Sequence[float]) -> list[float | None]:
    return [number(value) for value in values]


def _pair(before: Any, after: Any) -> list[Any] | None:
    return None if before is None or after is None else [before, after]
