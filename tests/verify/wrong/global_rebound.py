"""The total of the last call was kept in a global; the rewrite no longer writes it."""

LAST_TOTAL = 0


def old(amounts: list[int]) -> int:
    global LAST_TOTAL
    total = 0
    for amount in amounts:
        total += amount
    LAST_TOTAL = total
    return total


def new(amounts: list[int]) -> int:
    return sum(amounts)
