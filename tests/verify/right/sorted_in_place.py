"""Bubble sort with a strict comparison is stable, in place, and returns None: so does `list.sort`."""


def old(values: list[int]) -> None:
    for end in range(len(values) - 1, 0, -1):
        for i in range(end):
            if values[i] > values[i + 1]:
                values[i], values[i + 1] = values[i + 1], values[i]


def new(values: list[int]) -> None:
    values.sort()
