"""Only the first eight prices of the object are added up."""

# old: Cart.total_slow
# new: Cart.total_fast


class Cart:
    def __init__(self, prices: list[int]) -> None:
        self.prices = prices

    def total_slow(self) -> int:
        total = 0
        for price in self.prices:
            total += price
        return total

    def total_fast(self) -> int:
        return sum(self.prices[:8])
