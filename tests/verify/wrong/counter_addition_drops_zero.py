"""Adding Counters drops every total that is not positive."""

from collections import Counter


def old(stock: dict[str, int], delivery: dict[str, int]) -> dict[str, int]:
    total = {}
    for name in [*stock, *delivery]:
        total[name] = stock.get(name, 0) + delivery.get(name, 0)
    return total


def new(stock: dict[str, int], delivery: dict[str, int]) -> dict[str, int]:
    return dict(Counter(stock) + Counter(delivery))
