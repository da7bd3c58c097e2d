"""sum() in place of the loop."""

from decimal import Decimal


def old(amounts: list[Decimal]) -> Decimal:
    total = Decimal("0.00")
    for amount in amounts:
        total += amount
    return total


def new(amounts: list[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
