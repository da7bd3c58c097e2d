"""`sorted(...)[0]` of nothing is an IndexError, `min` of nothing a ValueError."""


def old(prices: list[int]) -> int:
    return sorted(prices)[0]


def new(prices: list[int]) -> int:
    return min(prices)
