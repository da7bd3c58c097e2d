def even(values):
    return [value for value in values if value % 2 == 0]


def doubled(values):
    return [value * 2 for value in values]


def total_length(words):
    return sum([len(word) for word in words])
