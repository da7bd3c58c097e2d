def even(values):
    return list(filter(lambda value: value % 2 == 0, values))


def doubled(values):
    return list(map(lambda value: value * 2, values))


def total_length(words):
    return sum(map(lambda word: len(word), words))
