"""The rounding argument was dropped."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def old(amounts: list[Decimal]) -> list[Decimal]:
    out = []
    for amount in amounts:
        out.append(amount.quantize(CENT, rounding=ROUND_HALF_UP))
    return out


def new(amounts: list[Decimal]) -> list[Decimal]:
    return [amount.quantize(CENT) for amount in amounts]
