def total(values):
    result = 0
    for i in range(len(values)):
        if values[i] > 0:
            result += values[i] * 2
    return result


def weighted(rows: list[int]) -> int:
    n = len(rows)
    result = 0
    for i in range(n):
        result += i * rows[i] + rows[i]
    return result


def doubled(numbers: list[float]) -> list[float]:
    return [numbers[i] * 2 for i in range(len(numbers))]
