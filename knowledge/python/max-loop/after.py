def largest(values):
    best = values[0]
    best = max([best, *values])
    return best


def lowest(prices):
    low = prices[0]
    if type(prices) is list:
        low = min([low, *prices[1:]])
    else:
        for i in range(1, len(prices)):
            if prices[i] < low:
                low = prices[i]
    return low


def top(rows):
    best = 0
    for row in rows:
        best = max([best, *row])
    return best
