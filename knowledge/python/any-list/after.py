def has_negative(values):
    return any(value < 0 for value in values)


def all_short(words):
    return all(len(word) < 5 for word in words)
