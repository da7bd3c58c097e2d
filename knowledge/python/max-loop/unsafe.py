def last_of_equals(values):
    best = values[0]
    for value in values:
        if value >= best:
            best = value
    return best


def by_length(words):
    best = ""
    for word in words:
        if len(word) > len(best):
            best = word
    return best


def position_too(values):
    best = values[0]
    at = 0
    for i in range(len(values)):
        if values[i] > best:
            best = values[i]
            at = i
    return best, at


def last_seen(values):
    best = 0
    for value in values:
        if value > best:
            best = value
    return best, value
