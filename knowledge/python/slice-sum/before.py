def between(values, start, end):
    total = 0
    for i in range(start, end):
        total += values[i]
    return total


def first(values, k):
    total = 0
    for i in range(k):
        total += values[i]
    return total
