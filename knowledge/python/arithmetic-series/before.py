def triangular(n):
    total = 0
    for i in range(1, n + 1):
        total += i
    return total


def below(n):
    return sum(range(n))
