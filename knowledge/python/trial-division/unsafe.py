def largest_divisor(n):
    for d in range(n - 1, 1, -1):
        if n % d == 0:
            return d
    return n


def all_divisors(n):
    found = []
    for d in range(2, n):
        if n % d == 0:
            found.append(d)
    return found


def up_to_half(n):
    for d in range(2, n // 2):
        if n % d == 0:
            return False
    return True


def odd_divisor_of_any(n):
    for i in range(3, n, 2):
        if n % i == 0:
            return False
    return True


def divisor_is_used_later(n):
    for i in range(2, n):
        if n % i == 0:
            break
    else:
        i = 0
    return i
