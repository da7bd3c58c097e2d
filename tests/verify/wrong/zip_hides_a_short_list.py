"""Too few prices were an IndexError; `zip` stops at the shorter list without a word."""


def old(quantities: list[int], prices: list[int]) -> int:
    total = 0
    for i in range(len(quantities)):
        total += quantities[i] * prices[i]
    return total


def new(quantities: list[int], prices: list[int]) -> int:
    return sum(quantity * price for quantity, price in zip(quantities, prices))
