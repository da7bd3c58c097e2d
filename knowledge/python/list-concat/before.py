def doubled(values):
    result = []
    for value in values:
        result = result + [value * 2]
    return result


def flat(rows: list[list[int]]) -> list[int]:
    result = []
    for row in rows:
        result = result + row
    return result
