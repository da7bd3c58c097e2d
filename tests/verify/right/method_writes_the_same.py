"""Both append the same events to the object, in the same order."""

# old: Ledger.post_slow
# new: Ledger.post_fast


class Ledger:
    def __init__(self, balance: int = 0) -> None:
        self.balance = balance
        self.events = []

    def post_slow(self, amounts: list[int]) -> int:
        for amount in amounts:
            self.balance = self.balance + amount
            self.events.append(("post", amount))
        return self.balance

    def post_fast(self, amounts: list[int]) -> int:
        if amounts:
            self.balance += sum(amounts)
        self.events.extend([("post", amount) for amount in amounts])
        return self.balance
