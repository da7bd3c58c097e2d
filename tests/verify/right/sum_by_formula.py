"""The sum of 1 to n has a formula, and sums up to a negative n are empty."""


def old(n: int) -> int:
    total = 0
    for i in range(1, n + 1):
        total += i
    return total


def new(n: int) -> int:
    return n * (n + 1) // 2 if n > 0 else 0
