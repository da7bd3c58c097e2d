"""For ints, `& 7` is the remainder by 8 and `>> 3` the floor quotient, below zero too."""


def old(address: int) -> tuple[int, int]:
    return (address // 8, address % 8)


def new(address: int) -> tuple[int, int]:
    return (address >> 3, address & 7)
