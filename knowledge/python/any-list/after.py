def has_negative(values: list[int]) -> bool:
    return any(value < 0 for value in values)


def all_short(words: list[str]) -> bool:
    return all(len(word) < 5 for word in words)
