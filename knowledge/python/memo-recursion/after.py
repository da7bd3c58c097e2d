from functools import lru_cache
from functools import cache


def stairs(n):
    def solve(n):
        if n < 0:
            return 0
        if n == 0:
            return 1
        return solve(n - 1) + solve(n - 2) + solve(n - 3)

    if type(n) in (int, str):
        solve = lru_cache(maxsize=None, typed=True)(solve)
    return solve(n)


def knapsack(room: int, weights: list[int], values: list[int], n: int) -> int:
    """The most valuable load of the first n things."""
    @cache
    def solve(room, n):
        if n == 0 or room == 0:
            return 0
        # too heavy
        if weights[n - 1] > room:
            return solve(room, n - 1)
        return max(values[n - 1] + solve(room - weights[n - 1], n - 1),
                   solve(room, n - 1))

    return solve(room, n)


def paths(grid):
    @lru_cache(maxsize=None, typed=True)
    def walk(i, j):
        if i == 0 or j == 0:
            return 1
        return walk(i - 1, j) + walk(i, j - 1)

    return walk(len(grid) - 1, len(grid[0]) - 1)
