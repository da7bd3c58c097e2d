"""Only the first 512 values are added up, and 512 stands nowhere: the code says `1 << 9`."""


def old(values: list[int]) -> int:
    total = 0
    for value in values:
        total += value
    return total


def new(values: list[int]) -> int:
    return sum(values[: 1 << 9])
