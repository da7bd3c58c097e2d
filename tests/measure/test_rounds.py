"""Timing ends early only where it took long and one of the two was much faster in every round."""

from __future__ import annotations

import pytest
from parallelproof.sandbox._parallelproof_worker.rounds import GLANCE, has_promise, is_enough

SLOW, QUICK = 0.04, 0.01


@pytest.mark.parametrize(("wanted", "few"), [(GLANCE, 3), (21, 11), (31, 11)])
def test_a_clear_difference_needs_few_rounds_once_they_took_long(wanted: int, few: int) -> None:
    for times in ([SLOW], [QUICK]), ([QUICK], [SLOW]):
        before, after = times[0] * few, times[1] * few
        assert is_enough(before, after, wanted, took_s=0.06, left_s=1)
        assert not is_enough(before, after, wanted, took_s=0.04, left_s=1)
        assert not is_enough(before[1:], after[1:], wanted, took_s=0.06, left_s=1)


def test_one_round_that_is_not_clear_asks_for_all_of_them() -> None:
    assert not is_enough([SLOW] * 20, [QUICK] * 19 + [SLOW / 2], 21, took_s=0.4, left_s=1)
    assert not is_enough([SLOW] * 20, [SLOW / 1.9] * 20, 21, took_s=0.4, left_s=1)


def test_time_that_ran_out_ends_it_after_a_glance() -> None:
    assert is_enough([SLOW] * GLANCE, [SLOW] * GLANCE, 21, took_s=0.6, left_s=1)
    assert is_enough([SLOW] * GLANCE, [SLOW] * GLANCE, 21, took_s=0.1, left_s=-0.1)
    assert not is_enough([SLOW] * 4, [SLOW] * 4, 21, took_s=0.6, left_s=-0.1)


def test_a_glance_leaves_room_for_a_gain_in_time_or_in_memory() -> None:
    assert has_promise([SLOW] * 5, [QUICK] * 5, None)
    assert not has_promise([SLOW] * 5, [SLOW] * 5, None)
    assert not has_promise([SLOW] * 5, [SLOW] * 5, (100, 100))
    assert has_promise([SLOW] * 5, [SLOW] * 5, (200, 100))
