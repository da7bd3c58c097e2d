def largest(values):
    best = values[0]
    for value in values:
        if value > best:
            best = value
    return best


def lowest(prices):
    low = prices[0]
    for i in range(1, len(prices)):
        if prices[i] < low:
            low = prices[i]
    return low


def top(rows):
    best = 0
    for row in rows:
        for cell in row:
            best = max(best, cell)
    return best
