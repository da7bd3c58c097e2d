from math import isqrt


def is_prime(n):
    if n < 2:
        return False
    for i in range(2, isqrt(max(n, 0)) + 1):
        if n % i == 0:
            return False
    return True


def smallest_divisor(n: int) -> int:
    for d in range(2, isqrt(max(n, 0)) + 1):
        if n % d == 0:
            return d
    return n


def odd_only(n: int) -> bool:
    if n < 2:
        return False
    if n == 2:
        return True
    if n % 2 == 0:
        return False
    for i in range(3, isqrt(max(n, 0)) + 1, 2):
        if n % i == 0:
            return False
    return True


def flagged(n: int) -> bool:
    prime = n > 1
    for i in range(2, isqrt(max(n, 0)) + 1):
        if n % i == 0:
            prime = False
            break
    return prime


def primes_below(limit: int) -> list[int]:
    primes = []
    for number in range(2, limit):
        for i in range(2, isqrt(max(number, 0)) + 1):
            if number % i == 0:
                break
        else:
            primes.append(number)
    return primes


def counted_by_hand(n: int) -> bool:
    if n < 2:
        return False
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return True
