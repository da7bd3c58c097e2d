"""Run together, all jobs start before the first one ends: the log is in another order."""

import asyncio


async def _run(job: int, log: list[str]) -> int:
    log.append(f"start {job}")
    await asyncio.sleep(0)
    log.append(f"end {job}")
    return job * 2


async def old(jobs: list[int], log: list[str]) -> list[int]:
    results = []
    for job in jobs:
        results.append(await _run(job, log))
    return results


async def new(jobs: list[int], log: list[str]) -> list[int]:
    return list(await asyncio.gather(*[_run(job, log) for job in jobs]))
