"""Two conditions at once led to a rebate, which is gone."""


def old(kind: str, amount: int) -> int:
    rebate = 20 if kind == "vip" and amount > 1000 else 0
    return amount - rebate


def new(kind: str, amount: int) -> int:
    return amount
