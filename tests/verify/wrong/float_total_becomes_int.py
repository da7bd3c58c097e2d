"""The running total starts at 0.0, `sum` starts at 0: whole-numbered amounts give an int."""


def old(amounts: list[int]) -> float:
    total = 0.0
    for amount in amounts:
        total += amount
    return total


def new(amounts: list[int]) -> float:
    return sum(amounts)
