"""sum with the same start."""

from decimal import Decimal


def old(amounts: list[Decimal], tax: Decimal) -> Decimal:
    total = Decimal("0.00")
    for amount in amounts:
        total = total + amount
    return total + total * tax


def new(amounts: list[Decimal], tax: Decimal) -> Decimal:
    total = sum(amounts, Decimal("0.00"))
    return total + total * tax
