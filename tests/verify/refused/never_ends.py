"""The loop waits for a flag that no one sets."""

# reason: no believable inputs


def old(values: list[int]) -> int:
    waiting = True
    while waiting:
        waiting = len(values) >= 0
    return sum(values)


def new(values: list[int]) -> int:
    return sum(values)
