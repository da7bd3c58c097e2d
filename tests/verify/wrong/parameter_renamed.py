"""Callers that name the parameter fail: `numbers` became `values`."""


def old(numbers: list[int], *, limit: int) -> list[int]:
    small = []
    for number in numbers:
        if number < limit:
            small.append(number)
    return small


def new(numbers: list[int], *, bound: int) -> list[int]:
    return [number for number in numbers if number < bound]
