def as_numbers(words):
    return [int(word) for word in words]


def digit_sum(number):
    return sum(int(digit) for digit in str(number))


def joined(values):
    return ",".join([str(value) for value in values])
