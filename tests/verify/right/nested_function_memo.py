"""Each call has its own cache, which no one else can see."""

from functools import cache


def old(amount: int, coins: tuple[int, ...] = (1, 5, 10)) -> int:
    if amount > 25 or any(coin < 1 for coin in coins) or len(coins) > 4:
        return -1

    def ways(left: int, kinds: int) -> int:
        if left == 0:
            return 1
        if left < 0 or kinds == 0:
            return 0
        return ways(left - coins[kinds - 1], kinds) + ways(left, kinds - 1)

    return ways(amount, len(coins))


def new(amount: int, coins: tuple[int, ...] = (1, 5, 10)) -> int:
    if amount > 25 or any(coin < 1 for coin in coins) or len(coins) > 4:
        return -1

    @cache
    def ways(left: int, kinds: int) -> int:
        if left == 0:
            return 1
        if left < 0 or kinds == 0:
            return 0
        return ways(left - coins[kinds - 1], kinds) + ways(left, kinds - 1)

    return ways(amount, len(coins))
