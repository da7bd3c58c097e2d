def total(values):
    result = 0
    if type(values) is list:
        for value in values:
            if value > 0:
                result += value * 2
    else:
        for i in range(len(values)):
            if values[i] > 0:
                result += values[i] * 2
    return result


def weighted(rows: list[int]) -> int:
    n = len(rows)
    result = 0
    for i, row in enumerate(rows):
        result += i * row + row
    return result


def doubled(numbers: list[float]) -> list[float]:
    return [number * 2 for number in numbers]
