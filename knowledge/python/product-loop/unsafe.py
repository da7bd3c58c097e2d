def of_anything(values):
    result = 1
    for value in values:
        result *= value
    return result


def remainder(values, m):
    result = 1
    for value in values:
        result = result * value % m
    return result


def power_of_itself(values):
    result = 1
    for value in values:
        result *= value + result
    return result
