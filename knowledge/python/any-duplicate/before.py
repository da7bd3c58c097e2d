def has_duplicate(values):
    for i in range(len(values)):
        for j in range(i + 1, len(values)):
            if values[i] == values[j]:
                return True
    return False


def all_unique(text: str) -> bool:
    n = len(text)
    for i in range(n):
        for j in range(i + 1, n):
            if text[i] == text[j]:
                return False
    return True
