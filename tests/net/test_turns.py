"""Whose turn it is, and how little is remembered of those who came."""

from __future__ import annotations

import asyncio

import pytest
from parallelproof.net.turns import Turn, Turns


def came(turns: Turns, user: str) -> None:
    turn = Turn(user, 1.0, asyncio.get_running_loop().create_future())
    turns.join(turn)
    turns.leave(turn)


async def test_of_those_who_came_long_ago_nothing_is_remembered_although_nobody_asks() -> None:
    turns = Turns()
    for user in range(200):
        came(turns, f"{user}")
    await asyncio.sleep(1.1)
    came(turns, "another")
    assert len(turns._came_s) == 1


@pytest.mark.parametrize(("users", "is_crowd"), [(3, False), (20, True)])
async def test_a_crowd_of_new_users_lets_more_be_expected_for_a_second(users: int, is_crowd: bool) -> None:
    turns = Turns()
    for user in range(users):
        came(turns, f"{user}")
    assert (turns.newcomers(1.0) > 0) is is_crowd
    await asyncio.sleep(1.1)
    assert turns.newcomers(1.0) == 0.0
