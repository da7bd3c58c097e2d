def somebody_elses(is_prime, i, n):
    for j in range(i * i, n, i):
        is_prime[j] = False


def counts(n):
    marks = [0] * (n + 1)
    for i in range(2, n):
        for j in range(i * i, n, i):
            marks[j] += 1
    return marks


def another_step(n, k):
    marks = [0] * (n + 1)
    for i in range(2, n):
        for j in range(i * i, n, k):
            marks[j] = 1
    return marks


def a_dictionary(n):
    marks = {}
    for i in range(2, n):
        for j in range(i * i, n, i):
            marks[j] = 1
    return marks
