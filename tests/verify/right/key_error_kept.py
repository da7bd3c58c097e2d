"""The KeyError still names the missing item, after the same items were taken."""


def old(prices: dict[str, int], basket: list[str]) -> int:
    total = 0
    for i in range(len(basket)):
        total = total + prices[basket[i]]
    return total


def new(prices: dict[str, int], basket: list[str]) -> int:
    return sum([prices[item] for item in basket])
