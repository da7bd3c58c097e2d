"""The best run is only updated on a repeat, so a list without repeats gives 0 instead of 1."""


def old(values: list[int]) -> int:
    best = 0
    for i in range(len(values)):
        j = i
        while j < len(values) and values[j] == values[i]:
            j += 1
        best = max(best, j - i)
    return best


def new(values: list[int]) -> int:
    best = 0
    run = 1
    for previous, value in zip(values, values[1:]):
        run = run + 1 if value == previous else 1
        if run > 1:
            best = max(best, run)
    return best
