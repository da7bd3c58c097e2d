"""How time grows with size, from times with noise and an overhead on top."""

from __future__ import annotations

import random
from math import log2

import pytest
from parallelproof.measure.growth import fit, growth, is_better

SIZES = (10, 30, 100, 300, 1_000, 3_000, 10_000)
KNOWN = {
    "O(1)": lambda n: 1.0,
    "O(n)": lambda n: n,
    "O(n²)": lambda n: n**2,
    "O(n³)": lambda n: n**3,
}


@pytest.mark.parametrize("name", KNOWN)
def test_growth_is_recognised_through_noise_and_overhead(name):
    dice = random.Random(3)
    points = [(n, (2e-6 + 1e-8 * KNOWN[name](n)) * dice.uniform(0.95, 1.05)) for n in SIZES]
    assert growth(points) == name


def test_a_curve_runs_through_the_points_it_was_fitted_to():
    points = [(n, 2e-6 + 1e-8 * n**2) for n in (0, *SIZES)]
    curve = fit("O(n²)", points)
    assert curve and curve.seconds == pytest.approx([seconds for _, seconds in points])
    assert 1.9 < curve.exponent <= 2.0


def test_a_flat_curve_is_flat():
    curve = fit("O(1)", [(n, 2e-6) for n in SIZES])
    assert (
        curve and curve.exponent == pytest.approx(0, abs=0.01) and curve.seconds == pytest.approx([2e-6] * len(SIZES))
    )


def test_too_few_points_carry_no_curve():
    assert fit("O(n)", [(5, 1e-6), (50, 1e-5)]) is None


def test_n_log_n_is_told_from_a_square():
    assert growth([(n, 1e-8 * n * log2(n)) for n in SIZES]) in ("O(n)", "O(n log n)")


def test_doubling_with_each_step_is_exponential():
    assert growth([(n, 1e-7 * 1.618**n) for n in (5, 10, 15, 20, 25)]) == "O(2ⁿ)"


def test_too_few_or_wild_points_say_nothing():
    assert growth([(10, 1e-6), (100, 1e-5)]) is None
    assert growth([(10, 1.0), (30, 1e-6), (100, 5.0), (300, 1e-6), (1_000, 3.0), (3_000, 1e-6)]) is None


def test_a_logarithm_less_is_no_better_growth():
    assert is_better("O(n²)", "O(n)")
    assert not is_better("O(n log n)", "O(n)")
    assert not is_better(None, "O(n)")
