from functools import cmp_to_key


def compares_pairs(words):
    return sorted(words, key=cmp_to_key(lambda a, b: (a + b > b + a) - (a + b < b + a)))


def by_difference(values):
    return sorted(values, key=cmp_to_key(lambda a, b: a - b))


def by_two(rows):
    return sorted(rows, key=cmp_to_key(lambda a, b: a[0] - b[1]))
