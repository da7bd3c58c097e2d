def where(values):
    best = 0
    for i in range(len(values)):
        if values[i] > values[best]:
            best = i
    return best


def cheapest(prices: list[int]) -> int:
    at = 0
    for i in range(1, len(prices)):
        if prices[i] < prices[at]:
            at = i
    return at
