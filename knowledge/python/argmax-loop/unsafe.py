def last_of_equals(values):
    best = 0
    for i in range(len(values)):
        if values[i] >= values[best]:
            best = i
    return best


def not_from_the_first(values):
    best = -1
    for i in range(len(values)):
        if values[i] > values[best]:
            best = i
    return best
