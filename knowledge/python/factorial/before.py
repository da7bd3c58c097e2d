def fact(n):
    if n == 0:
        return 1
    return n * fact(n - 1)


def loop(n):
    result = 1
    for i in range(1, n + 1):
        result *= i
    return result
