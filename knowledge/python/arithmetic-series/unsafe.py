def squares(n):
    total = 0
    for i in range(1, n + 1):
        total += i * i
    return total


def stepped(n):
    return sum(range(0, n, 3))


def of_values(values):
    total = 0
    for value in values:
        total += value
    return total
