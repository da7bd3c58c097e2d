def lucas(n):
    if n <= 1:
        return 2 - n
    return lucas(n - 1) + lucas(n - 2)


def helper(n):
    return n


def another(n):
    if n <= 1:
        return n
    return helper(n - 1) + helper(n - 2)


def wider(n):
    if n <= 1:
        return n
    return wider(n - 1) + wider(n - 3)
