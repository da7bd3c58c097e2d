"""One number, 7919, had a fee of its own; the formula does not know it."""

SPECIAL = 7919


def old(account: int) -> int:
    if account == SPECIAL:
        return 0
    if account % 2 == 0:
        return 5
    return 3


def new(account: int) -> int:
    return (3, 5)[account % 2 == 0]
