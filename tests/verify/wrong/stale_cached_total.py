"""The total is kept on the object and not thrown away when an item is added: the next call answers with the old one."""

# old: Cart.add_slow
# new: Cart.add_fast


class Cart:
    def __init__(self, prices: list[int]) -> None:
        self.prices = list(prices)

    def add_slow(self, price: int) -> int:
        before = sum(self.prices)
        self.prices.append(price)
        return before

    def add_fast(self, price: int) -> int:
        if not hasattr(self, "_total"):
            self._total = sum(self.prices)
        self.prices.append(price)
        return self._total
