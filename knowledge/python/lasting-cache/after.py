from functools import cache


@cache
def tribonacci(n: int) -> int:
    if n < 3:
        return 1
    return tribonacci(n - 1) + tribonacci(n - 2) + tribonacci(n - 3)


@cache
def ways(amount: int, kinds: int) -> int:
    if amount == 0:
        return 1
    if amount < 0 or kinds == 0:
        return 0
    return ways(amount - kinds, kinds) + ways(amount, kinds - 1)
