"""The bounds are clamped to what the loop's conditions let through."""


def old(values: list[int], start: int, stop: int) -> list[int]:
    part = []
    for i in range(len(values)):
        if i >= start and i < stop:
            part.append(values[i])
    return part


def new(values: list[int], start: int, stop: int) -> list[int]:
    return values[max(start, 0) : max(stop, 0)]
