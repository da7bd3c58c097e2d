"""The precision of the thread's decimal context is raised and not put back."""

from decimal import Decimal, getcontext, localcontext


def old(values: list[int]) -> str:
    with localcontext() as context:
        context.prec = 50
        total = Decimal(0)
        for value in values:
            total += Decimal(value) / 7
        return str(total)


def new(values: list[int]) -> str:
    getcontext().prec = 50
    return str(sum((Decimal(value) / 7 for value in values), Decimal(0)))
