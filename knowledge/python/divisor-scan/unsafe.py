def from_two(n):
    count = 0
    for i in range(2, n + 1):
        if n % i == 0:
            count += 1
    return count


def of_another(n, m):
    count = 0
    for i in range(1, n + 1):
        if m % i == 0:
            count += 1
    return count


def counted_into_itself(n):
    for n in range(1, n + 1):
        if n % n == 0:
            n += 1
    return n


def with_a_weight(n):
    total = 0
    for i in range(1, n + 1):
        if n % i == 0:
            total += 1 / i
    return total
