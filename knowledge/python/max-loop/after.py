def largest(values):
    best = values[0]
    best = max([best, *values])
    return best


def lowest(prices):
    low = prices[0]
    low = min([low, *prices[1:]])
    return low


def top(rows):
    best = 0
    for row in rows:
        best = max([best, *row])
    return best
