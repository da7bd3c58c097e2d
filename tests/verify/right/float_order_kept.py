"""The comprehension adds the same floats in the same order, one rounding for each."""


def old(prices: list[float], rate: float) -> list[float]:
    converted = []
    for i in range(len(prices)):
        converted.append(prices[i] * rate)
    return converted


def new(prices: list[float], rate: float) -> list[float]:
    return [price * rate for price in prices]
