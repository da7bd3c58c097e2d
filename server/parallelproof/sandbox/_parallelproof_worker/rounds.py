"""How many rounds of timing are enough to say which of two programs is faster."""

from __future__ import annotations

GLANCE = 5
"""Rounds at sizes that no figures are shown of but their median."""
_POINT_S = 0.5
"""No size is timed for longer than this."""
_CLEAR = 2.0
_CLEAR_S = 0.05
_CLEAR_ROUNDS, _CLEAR_GLANCE = 11, 3
"""A size that was timed for longer than this, over so many rounds, is done where one of the two was so many times
faster in each: more rounds would not change what is said."""


def is_enough(baseline, candidate, wanted, took_s, left_s):
    """Whether the times (seconds, one of each round) say enough before all `wanted` rounds were run."""
    rounds = len(baseline)
    if (took_s > _POINT_S or left_s < 0) and rounds >= GLANCE:
        return True
    few = _CLEAR_GLANCE if wanted == GLANCE else _CLEAR_ROUNDS
    return took_s > _CLEAR_S and rounds >= few and _is_clear(_ratios(baseline, candidate))


def has_promise(baseline, candidate, peak):
    """Whether a glance leaves room for a gain in time or memory: most candidates are not better, and need no more."""
    ratios = sorted(_ratios(baseline, candidate))
    return ratios[len(ratios) // 2] > 1.02 or (peak is not None and peak[0] > 1.3 * peak[1])


def _is_clear(ratios):
    return min(ratios) > _CLEAR or max(ratios) < 1 / _CLEAR


def _ratios(baseline, candidate):
    return [before / max(after, 1e-12) for before, after in zip(baseline, candidate)]
