"""The method reads the same fields and writes none."""

# old: Cart.total_slow
# new: Cart.total_fast


class Cart:
    def __init__(self, prices: list[int], free: list[int]) -> None:
        self.prices = prices
        self.free = free

    def total_slow(self) -> int:
        total = 0
        for i in range(len(self.prices)):
            if i not in self.free:
                total += self.prices[i]
        return total

    def total_fast(self) -> int:
        free = set(self.free)
        return sum(price for i, price in enumerate(self.prices) if i not in free)
