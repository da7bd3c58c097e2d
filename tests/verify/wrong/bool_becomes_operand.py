"""`and` hands back its operand: the empty list instead of False when there are no readings."""


def old(readings: list[int]) -> bool:
    for reading in readings:
        if reading < 0:
            return True
    return False


def new(readings: list[int]) -> bool:
    return readings and min(readings) < 0
