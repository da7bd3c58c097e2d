"""list.count in place of the loop."""


def old(values: list[float], wanted: float) -> int:
    n = 0
    for value in values:
        if value == wanted:
            n += 1
    return n


def new(values: list[float], wanted: float) -> int:
    return values.count(wanted)
