def fib(n):
    if type(n) is int:
        if n < 2:
            return n
        now, later = 0, 1
        for _ in range(n):
            now, later = later, now + later
        return now
    if n <= 1:
        return n
    return fib(n - 1) + fib(n - 2)


def fibonacci(n: int) -> int:
    if n < 2:
        return n
    now, later = 0, 1
    for _ in range(n):
        now, later = later, now + later
    return now
