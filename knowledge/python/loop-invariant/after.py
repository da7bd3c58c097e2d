def shares(values):
    result = []
    total = sum(values) if values else 0
    for value in values:
        result.append(value / total)
    return result


def scaled(values):
    largest = max(values) if values else None
    return [value / largest for value in values]


def ranks(values: list[int]) -> list[int]:
    ordered = sorted(values)
    return [ordered.index(value) for value in values]
