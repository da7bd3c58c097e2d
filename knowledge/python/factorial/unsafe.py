def double(n):
    if n <= 1:
        return 1
    return n * double(n - 2)


def rising(n):
    result = 1
    for i in range(1, n):
        result *= i
    return result


def with_remainder(n, m):
    result = 1
    for i in range(1, n + 1):
        result = result * i % m
    return result
