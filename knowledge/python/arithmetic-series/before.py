def triangular(n):
    total = 0
    for i in range(1, n + 1):
        total += i
    return total


def below(n):
    total = 0
    for i in range(n):
        total += i
    return total
