def shares(values):
    result = []
    for value in values:
        result.append(value / sum(values))
    return result


def scaled(values):
    return [value / max(values) for value in values]


def ranks(values: list[int]) -> list[int]:
    return [sorted(values).index(value) for value in values]
