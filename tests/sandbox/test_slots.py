"""Places for work, given to the most urgent first."""

from __future__ import annotations

import asyncio

from parallelproof.sandbox.slots import URGENCY, Slots


async def _take(slots: Slots, urgency: int, order: list[int]) -> None:
    URGENCY.set(urgency)
    async with slots.taken():
        order.append(urgency)
        await asyncio.sleep(0)


async def test_who_waits_is_served_by_urgency():
    slots, order = Slots(1), []
    async with slots.taken():
        tasks = [asyncio.create_task(_take(slots, urgency, order)) for urgency in (3, 1, 2)]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert order == [1, 2, 3]


async def test_a_place_is_not_lost_when_the_one_who_gets_it_is_cancelled_in_that_moment():
    slots, order = Slots(1), []
    async with slots.taken():
        first = asyncio.create_task(_take(slots, 1, order))
        second = asyncio.create_task(_take(slots, 2, order))
        await asyncio.sleep(0)
    first.cancel()
    async with asyncio.timeout(1):
        await asyncio.gather(first, second, return_exceptions=True)
    assert order == [2]
