"""max of decimals already checked."""

from decimal import Decimal


def old(prices: list[Decimal]) -> Decimal:
    if not prices:
        return Decimal(0)
    best = prices[0]
    for price in prices[1:]:
        if price > best:
            best = price
    return best


def new(prices: list[Decimal]) -> Decimal:
    return max(prices) if prices else Decimal(0)
