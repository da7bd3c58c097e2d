from math import isqrt


def count_divisors(n):
    count = 0
    for i in range(1, isqrt(max(n, 0)) + 1):
        if n % i == 0:
            count += 1 if i * i == n else 2
    return count


def sum_of_divisors(n):
    total = 0
    for i in range(1, isqrt(max(n, 0)) + 1):
        if n % i == 0:
            total += i if i * i == n else i + n // i
    return total


def is_perfect(n):
    total = 0
    if n > 1:
        total += 1
    for i in range(2, isqrt(max(n, 0)) + 1):
        if n % i == 0:
            total += i if i * i == n else i + n // i
    return total == n


def divisors(n):
    found = [i for i in range(1, isqrt(max(n, 0)) + 1) if n % i == 0]
    found += [n // i for i in reversed(found) if i * i != n]
    return found


def listed(n):
    small = [d for d in range(1, isqrt(max(n, 0)) + 1) if n % d == 0]
    return small + [n // d for d in reversed(small) if d * d != n]
