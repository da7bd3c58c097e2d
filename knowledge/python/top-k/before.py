def lowest(values: list[int]) -> list[int]:
    return sorted(values)[:3]


def longest(words):
    return sorted(words, key=len, reverse=True)[:2]
