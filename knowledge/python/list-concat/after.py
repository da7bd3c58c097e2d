def doubled(values):
    result = []
    for value in values:
        result.append(value * 2)
    return result


def flat(rows: list[list[int]]) -> list[int]:
    result = []
    for row in rows:
        result += row
    return result
