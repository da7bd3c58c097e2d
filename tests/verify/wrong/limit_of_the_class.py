"""The rewrite stops at a limit that is a constant of the class, not of the method."""

# old: Cart.total_slow
# new: Cart.total_fast


class Cart:
    LIMIT = 250

    def __init__(self, prices: list[int]) -> None:
        self.prices = prices

    def total_slow(self) -> int:
        total = 0
        for price in self.prices:
            total += price
        return total

    def total_fast(self) -> int:
        return sum(self.prices[: self.LIMIT])
