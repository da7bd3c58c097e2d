def changes(base, exponent):
    result = 1
    for i in range(exponent):
        result *= base
        base += 1
    return result


def factorial(n):
    result = 1
    for i in range(n):
        result *= i
    return result


def from_elsewhere(result, base, n):
    for i in range(n):
        result *= base
    return result
