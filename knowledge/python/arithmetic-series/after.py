def triangular(n):
    total = len(range(n + 1)) * max(n, 0) // 2
    return total


def below(n):
    total = len(range(n)) * max(n - 1, 0) // 2
    return total
