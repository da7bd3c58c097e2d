"""Multiplying by 0.1 is not dividing by 10: the last bit differs for some numbers."""


def old(prices: list[float]) -> list[float]:
    return [price / 10 for price in prices]


def new(prices: list[float]) -> list[float]:
    tenth = 0.1
    return [price * tenth for price in prices]
