"""Both hand back the very list that was passed in, filled in place."""


def old(values: list[int], extra: list[int]) -> list[int]:
    for i in range(len(extra)):
        values.append(extra[i])
    return values


def new(values: list[int], extra: list[int]) -> list[int]:
    values += extra
    return values
