def stairs(n):
    if n < 0:
        return 0
    if n == 0:
        return 1
    return stairs(n - 1) + stairs(n - 2) + stairs(n - 3)


def knapsack(room: int, weights: list[int], values: list[int], n: int) -> int:
    """The most valuable load of the first n things."""
    if n == 0 or room == 0:
        return 0
    # too heavy
    if weights[n - 1] > room:
        return knapsack(room, weights, values, n - 1)
    return max(values[n - 1] + knapsack(room - weights[n - 1], weights, values, n - 1),
               knapsack(room, weights, values, n - 1))


def paths(grid):
    def walk(i, j):
        if i == 0 or j == 0:
            return 1
        return walk(i - 1, j) + walk(i, j - 1)

    return walk(len(grid) - 1, len(grid[0]) - 1)
