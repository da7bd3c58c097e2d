"""Each window of ints differs from the one before it by one in and one out."""


def old(values: list[int], width: int) -> list[int]:
    if width < 1:
        raise ValueError("width must be positive")
    sums = []
    for start in range(len(values) - width + 1):
        sums.append(sum(values[start : start + width]))
    return sums


def new(values: list[int], width: int) -> list[int]:
    if width < 1:
        raise ValueError("width must be positive")
    if width > len(values):
        return []
    total = sum(values[:width])
    sums = [total]
    for leaving, entering in zip(values, values[width:]):
        total += entering - leaving
        sums.append(total)
    return sums
