from math import prod


def product(values: list[int]) -> int:
    result = prod(values)
    return result


def product_of_odd(values: list[int]) -> int:
    result = prod([value for value in values if value % 2])
    return result
