def between(values, start, end):
    if type(values) is list and type(start) is type(end) is int and 0 <= start <= end <= len(values):
        total = sum(values[start:end])
    else:
        total = 0
        for i in range(start, end):
            total += values[i]
    return total


def first(values, k):
    if type(values) is list and type(k) is int and 0 <= k <= len(values):
        total = sum(values[:k])
    else:
        total = 0
        for i in range(k):
            total += values[i]
    return total
