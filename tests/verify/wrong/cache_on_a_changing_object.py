"""The cache is keyed by the object, so it does not see that the prices changed since."""

# old: Cart.total_slow
# new: Cart.total_fast

from functools import lru_cache


class Cart:
    def __init__(self, prices: list[int]) -> None:
        self.prices = prices

    def total_slow(self) -> int:
        total = 0
        for price in self.prices:
            total += price
        return total

    @lru_cache(maxsize=None)
    def total_fast(self) -> int:
        return sum(self.prices)
