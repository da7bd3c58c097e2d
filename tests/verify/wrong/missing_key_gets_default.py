"""An unknown item was an error; `get` makes it free of charge."""


def old(prices: dict[str, int], basket: list[str]) -> int:
    total = 0
    for item in basket:
        total += prices[item]
    return total


def new(prices: dict[str, int], basket: list[str]) -> int:
    get = prices.get
    return sum(get(item, 0) for item in basket)
