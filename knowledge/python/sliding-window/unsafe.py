def past_the_end(values, k):
    return [sum(values[i:i + k]) for i in range(len(values))]


def other_width(values, k, w):
    return [sum(values[i:i + w]) for i in range(len(values) - k + 1)]


def changes(values, k):
    found = []
    for i in range(len(values) - k + 1):
        found.append(sum(values[i:i + k]))
        values[i] = 0
    return found
