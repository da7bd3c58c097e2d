"""Nothing shows that the rest of the list is no longer looked at: comparing ints has no effects."""


def old(values: list[int], limit: int) -> bool:
    found = False
    for value in values:
        if value > limit:
            found = True
    return found


def new(values: list[int], limit: int) -> bool:
    return any(value > limit for value in values)
