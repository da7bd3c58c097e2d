def every_third(values, k):
    return [sum(values[i::k]) for i in range(k)]


def changes(values, k):
    found = []
    for i in range(len(values) - k + 1):
        found.append(sum(values[i:i + k]))
        values[i] = 0
    return found
