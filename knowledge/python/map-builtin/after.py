def as_numbers(words):
    return list(map(int, words))


def digit_sum(number):
    return sum(map(int, str(number)))


def joined(values):
    return ",".join(map(str, values))
