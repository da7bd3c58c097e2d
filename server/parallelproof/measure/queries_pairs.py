"""How often two queries are run in turn, and what pairs of runs say by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from .queries_runs import Run

BUDGET_S = 1.0
"""For the pairs of two quick queries."""
FEWEST, MOST = 3, 15
CLEAR = 3.0
"""One that is so many times as fast each time is timed no oftener than one that is slower."""


def pairs_wanted(olds: Sequence[Run], news: Sequence[Run], fewest: int) -> int:
    """How many pairs are wanted, after those there are; `olds` is empty where the original is too slow to run again.

    The fewest are enough where all of them say the same: one stray run must not decide about a quick query.
    """
    if not news or fewest < FEWEST:
        return fewest
    found = [old.total_s / max(new.total_s, 1e-9) for old, new in zip(olds, news, strict=False)]
    if found and (all(one >= CLEAR for one in found) or all(one <= 1 for one in found)):
        return fewest
    pair_s = news[0].wall_s + (olds[0].wall_s if olds else 0.0)
    return max(FEWEST, min(MOST, round(BUDGET_S / max(pair_s, 1e-4))))


def wall_ratio(olds: Sequence[Run], news: Sequence[Run]) -> float:
    """Old / new by the clock; of runs that were made in turn, as what disturbs one disturbs its neighbour too."""
    if len(olds) == len(news):
        return median(old.wall_s / max(new.wall_s, 1e-9) for old, new in zip(olds, news, strict=True))
    return median(one.wall_s for one in olds) / max(median(one.wall_s for one in news), 1e-9)
