def shifted(values, k):
    total = 0
    for i in range(k):
        total += values[i + 1]
    return total


def weighted(values, k):
    total = 0
    for i in range(k):
        total += i * values[i]
    return total
