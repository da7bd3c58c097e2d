def sieve(n):
    is_prime = [True] * (n + 1)
    for i in range(2, int(n ** 0.5) + 1):
        if is_prime[i]:
            for j in range(i * i, n + 1, i):
                is_prime[j] = False
    return [i for i in range(2, n + 1) if is_prime[i]]


def from_twice(limit):
    flags = [True for _ in range(limit)]
    for p in range(2, limit):
        if flags[p]:
            for multiple in range(p * 2, limit, p):
                flags[multiple] = False
    return flags


def by_hand(n):
    marks = [0] * (n + 1)
    i = 2
    while i * i <= n:
        if marks[i] == 0:
            j = i * i
            while j <= n:
                marks[j] = 1
                j += i
        i += 1
    return marks
