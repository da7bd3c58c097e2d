"""An empty list still raises the IndexError, with the same words, that indexing raised."""


def old(prices: list[int]) -> int:
    return sorted(prices)[0]


def new(prices: list[int]) -> int:
    if not prices:
        raise IndexError("list index out of range")
    return min(prices)
