def where(values):
    best = values.index(max(values)) if values else 0
    return best


def cheapest(prices):
    at = prices.index(min(prices)) if prices else 0
    return at
