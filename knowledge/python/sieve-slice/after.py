def sieve(n):
    is_prime = [True] * (n + 1)
    for i in range(2, int(n ** 0.5) + 1):
        if is_prime[i]:
            is_prime[i * i : n + 1 : i] = [False] * len(range(i * i, n + 1, i))
    return [i for i in range(2, n + 1) if is_prime[i]]


def from_twice(limit):
    flags = [True for _ in range(limit)]
    for p in range(2, limit):
        if flags[p]:
            flags[2 * p : limit : p] = [False] * len(range(2 * p, limit, p))
    return flags


def by_hand(n):
    marks = [0] * (n + 1)
    i = 2
    while i * i <= n:
        if marks[i] == 0:
            marks[i * i : n + 1 : i] = [1] * len(range(i * i, n + 1, i))
        i += 1
    return marks
