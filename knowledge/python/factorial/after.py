from math import factorial


def fact(n):
    if type(n) is int and n >= 0:
        return factorial(n)
    if n == 0:
        return 1
    return n * fact(n - 1)


def loop(n):
    result = factorial(max(n, 0))
    return result
