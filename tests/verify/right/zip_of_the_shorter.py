"""The loop already stopped at the shorter list, as `zip` does."""


def old(quantities: list[int], prices: list[int]) -> int:
    total = 0
    for i in range(min(len(quantities), len(prices))):
        total += quantities[i] * prices[i]
    return total


def new(quantities: list[int], prices: list[int]) -> int:
    return sum(quantity * price for quantity, price in zip(quantities, prices))
