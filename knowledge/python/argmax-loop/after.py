def where(values):
    if type(values) is list:
        best = values.index(max(values)) if values else 0
    else:
        best = 0
        for i in range(len(values)):
            if values[i] > values[best]:
                best = i
    return best


def cheapest(prices: list[int]) -> int:
    at = prices.index(min(prices)) if prices else 0
    return at
