"""The answers come in the order in which the jobs finish, not in the order in which they were asked for."""

import asyncio


async def _double(number: int) -> int:
    for _ in range(abs(number) % 7):
        await asyncio.sleep(0)
    return number * 2


async def old(numbers: list[int]) -> list[int]:
    return [await _double(number) for number in numbers]


async def new(numbers: list[int]) -> list[int]:
    return [await done for done in asyncio.as_completed([_double(number) for number in numbers])]
