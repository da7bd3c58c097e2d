"""Wherever the recursion ends in this lifetime, the loop gives the same number, negative ones included."""


def old(n: int) -> int:
    if n < 2:
        return n
    return old(n - 1) + old(n - 2)


def new(n: int) -> int:
    if n < 2:
        return n
    previous, current = 0, 1
    for _ in range(n - 1):
        previous, current = current, previous + current
    return current
