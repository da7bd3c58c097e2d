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


async def test_places_can_become_more_and_fewer_while_they_are_held_and_waited_for():
    slots, held, most = Slots(1), 0, []

    async def work():
        nonlocal held
        async with slots.taken():
            held += 1
            most.append(held)
            await asyncio.sleep(0.01)
            held -= 1

    tasks = [asyncio.create_task(work()) for _ in range(12)]
    await asyncio.sleep(0.005)
    slots.resize(3)
    await asyncio.sleep(0.005)
    assert held == 3
    slots.resize(2)
    await asyncio.gather(*tasks)
    assert max(most) == 3 and max(most[6:]) == 2
    slots.resize(4)
    await asyncio.gather(*(work() for _ in range(8)))
    assert max(most[12:]) == 4 and held == 0
