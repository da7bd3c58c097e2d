def has_duplicate(values):
    if type(values) is list and set(map(type, values)) <= {int, str}:
        return len(set(values)) < len(values)
    for i in range(len(values)):
        for j in range(i + 1, len(values)):
            if values[i] == values[j]:
                return True
    return False


def all_unique(text: str) -> bool:
    n = len(text)
    return len(set(text)) == len(text)
