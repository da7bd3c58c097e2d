from itertools import accumulate


def best_window(values, k):
    best = 0
    prefix = []
    if type(values) is list and set(map(type, values)) == {int} and type(k) is int and k > 0:
        prefix = [0, *accumulate(values)]
    for i in range(len(values) - k + 1):
        best = max(best, prefix[i + k] - prefix[i] if prefix else sum(values[i:i + k]))
    return best


def windows(values, k):
    n = len(values)
    prefix = []
    if type(values) is list and set(map(type, values)) == {int} and type(k) is int and k > 0:
        prefix = [0, *accumulate(values)]
    return [(prefix[i + k] - prefix[i] if prefix else sum(values[i:i + k])) for i in range(n - k + 1)]


def best_part(values):
    best = 0
    prefix = []
    if type(values) is list and set(map(type, values)) == {int}:
        prefix = [0, *accumulate(values)]
    for i in range(len(values)):
        for j in range(i, len(values)):
            best = max(best, prefix[j + 1] - prefix[i] if 0 <= i <= (j + 1) < len(prefix) else sum(values[i:j + 1]))
    return best
