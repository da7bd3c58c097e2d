def shares(values):
    result = []
    total = [sum(values)] if type(values) is list and values else values
    for value in values:
        result.append(value / sum(total))
    return result


def scaled(values):
    largest = [max(values)] if type(values) is list and values else values
    return [value / max(largest) for value in values]


def ranks(values: list[int]) -> list[int]:
    ordered = sorted(values)
    return [ordered.index(value) for value in values]
