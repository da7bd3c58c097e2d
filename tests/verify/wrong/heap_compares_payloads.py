"""Two jobs of the same priority make the heap compare their dicts, which raises TypeError."""

import heapq


def old(jobs: list[tuple[int, dict[str, int]]]) -> list[dict[str, int]]:
    return [payload for _, payload in sorted(jobs, key=lambda job: job[0])]


def new(jobs: list[tuple[int, dict[str, int]]]) -> list[dict[str, int]]:
    heap = list(jobs)
    heapq.heapify(heap)
    return [heapq.heappop(heap)[1] for _ in range(len(heap))]
