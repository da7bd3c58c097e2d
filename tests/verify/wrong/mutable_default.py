"""The accumulator moved into a default that is made once, so the second call starts with the first one's results."""


def old(values: list[int]) -> list[int]:
    result = []
    for value in values:
        if value not in result:
            result.append(value)
    return result


def new(values: list[int], seen: dict[int, None] = {}) -> list[int]:
    for value in values:
        seen[value] = None
    return list(seen)
