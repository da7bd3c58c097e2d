from math import prod


def product(values):
    result = prod(values)
    return result


def product_of_odd(values):
    result = prod([value for value in values if value % 2])
    return result
