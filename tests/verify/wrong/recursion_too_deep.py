"""One stack frame for each step: counts above the recursion limit raise RecursionError."""


def old(steps: int) -> int:
    if steps > 5000:
        raise ValueError("at most 5000 steps")
    total = 0
    while steps > 0:
        total += steps
        steps -= 1
    return total


def new(steps: int) -> int:
    if steps > 5000:
        raise ValueError("at most 5000 steps")
    return steps + new(steps - 1) if steps > 0 else 0
