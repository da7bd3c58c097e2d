"""The lookups are awaited in the same order; only the membership test is quicker."""

import asyncio


async def _fetch(key: int) -> int:
    await asyncio.sleep(0)
    return key * 3


async def old(keys: list[int], skip: list[int]) -> list[int]:
    results = []
    for key in keys:
        if key not in skip:
            results.append(await _fetch(key))
    return results


async def new(keys: list[int], skip: list[int]) -> list[int]:
    skipped = set(skip)
    return [await _fetch(key) for key in keys if key not in skipped]
