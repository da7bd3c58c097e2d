"""Every call ends in an error that blames the caller, so no call says what the function does."""

# reason: no believable inputs


def old(values: list[int]) -> int:
    total = 0
    for value in values:
        total += value
    return total.amount


def new(values: list[int]) -> int:
    return sum(values).amount
