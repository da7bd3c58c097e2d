def best_window(values, k):
    best = 0
    for i in range(len(values) - k + 1):
        best = max(best, sum(values[i:i + k]))
    return best


def windows(values, k):
    n = len(values)
    return [sum(values[i:i + k]) for i in range(n - k + 1)]


def best_part(values):
    best = 0
    for i in range(len(values)):
        for j in range(i, len(values)):
            best = max(best, sum(values[i:j + 1]))
    return best
