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
    slots, gates = Slots(1), [asyncio.Event() for _ in range(6)]
    held = set()

    async def work(number):
        async with slots.taken():
            held.add(number)
            await gates[number].wait()
            held.discard(number)

    async def settled():
        for _ in range(5):
            await asyncio.sleep(0)
        return held

    tasks = [asyncio.create_task(work(number)) for number in range(6)]
    assert await settled() == {0}
    slots.resize(3)
    assert await settled() == {0, 1, 2}
    slots.resize(2)
    gates[0].set()
    assert await settled() == {1, 2}
    gates[1].set()
    assert await settled() == {2, 3}
    slots.resize(4)
    assert await settled() == {2, 3, 4, 5}
    for gate in gates:
        gate.set()
    await asyncio.gather(*tasks)
