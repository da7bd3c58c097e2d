"""What pairs of times say: the median ratio and its lower bound."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import comb
from statistics import median

ALPHA = 0.05
"""Chance of a bound above the truth that is accepted for one comparison."""


def ratios(baseline: Sequence[float], candidate: Sequence[float]) -> list[float]:
    """Baseline / candidate of each pair; above 1 the candidate was faster."""
    return [before / max(after, 1e-12) for before, after in zip(baseline, candidate, strict=True)]


def median_bound(values: Sequence[float], rivals: int = 1) -> tuple[float, float]:
    """Median and its lower confidence bound, tightened for `rivals` candidates that compete (Bonferroni).

    The bound is a percentile of the bootstrap distribution of the median, which has a closed form (Maritz and
    Jarrett, 1978), so it needs no resampling and is the same on every run over the same data.
    """
    ordered = sorted(values)
    alpha = ALPHA / max(1, rivals)
    low = next((i for i, share in enumerate(_median_at_most(len(ordered))) if share >= alpha), 0)
    return median(ordered), ordered[low]


@cache
def _median_at_most(n: int) -> tuple[float, ...]:
    """Probability that a bootstrap median of `n` values is at most the i-th smallest, for each i."""
    need = n // 2 + 1
    shares = []
    for rank in range(1, n + 1):
        p = rank / n
        shares.append(sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(need, n + 1)))
    return tuple(shares)
