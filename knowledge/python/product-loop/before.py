def product(values: list[int]) -> int:
    result = 1
    for value in values:
        result *= value
    return result


def product_of_odd(values: list[int]) -> int:
    result = 1
    for value in values:
        if value % 2:
            result = result * value
    return result
