def count_divisors(n):
    count = 0
    for i in range(1, n + 1):
        if n % i == 0:
            count += 1
    return count


def sum_of_divisors(n):
    total = 0
    for i in range(1, n + 1):
        if n % i == 0:
            total += i
    return total


def is_perfect(n):
    total = 0
    for i in range(1, n):
        if n % i == 0:
            total += i
    return total == n


def divisors(n):
    found = []
    for i in range(1, n + 1):
        if n % i == 0:
            found.append(i)
    return found


def listed(n):
    return [d for d in range(1, n + 1) if n % d == 0]
