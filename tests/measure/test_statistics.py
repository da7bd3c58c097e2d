"""What pairs of times say, and what they must not say."""

from __future__ import annotations

import random
from statistics import median

import pytest
from parallelproof.measure.statistics import median_bound, ratios


def test_a_ratio_above_one_means_that_the_candidate_was_faster():
    assert ratios([2.0, 4.0], [1.0, 1.0]) == [2.0, 4.0]


def test_the_bound_agrees_with_a_bootstrap_by_resampling():
    dice = random.Random(1)
    values = [dice.lognormvariate(0.2, 0.3) for _ in range(21)]
    resampled = sorted(median(dice.choices(values, k=len(values))) for _ in range(20_000))
    middle, low = median_bound(values)
    assert middle == median(values)
    below, above = resampled[int(0.03 * 20_000)], resampled[int(0.08 * 20_000)]
    assert below <= low <= above


def test_more_rivals_make_the_bound_lower():
    values = [1.0 + i / 100 for i in range(21)]
    bounds = [median_bound(values, rivals)[1] for rivals in (1, 10, 1000)]
    assert bounds == sorted(bounds, reverse=True) and bounds[0] > bounds[-1]


def test_noise_around_one_is_no_gain():
    dice = random.Random(7)
    wins = sum(median_bound([dice.lognormvariate(0, 0.25) for _ in range(21)])[1] > 1.1 for _ in range(2_000))
    assert wins / 2_000 < 0.01


@pytest.mark.parametrize("count", [1, 2, 5, 21, 31])
def test_the_bound_is_one_of_the_values(count):
    values = [float(i) for i in range(1, count + 1)]
    assert median_bound(values)[1] in values
