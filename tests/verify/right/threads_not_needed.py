"""A pool of threads for work that needs none; both give the same in the same order."""

from concurrent.futures import ThreadPoolExecutor


def old(values: list[int]) -> list[int]:
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(abs, values))


def new(values: list[int]) -> list[int]:
    return [abs(value) for value in values]
