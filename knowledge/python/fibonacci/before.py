def fib(n):
    if n <= 1:
        return n
    return fib(n - 1) + fib(n - 2)


def fibonacci(n: int) -> int:
    if n <= 1:
        return n
    else:
        return fibonacci(n - 1) + fibonacci(n - 2)
