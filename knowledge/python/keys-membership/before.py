def present(table: dict[int, int], key: int) -> bool:
    return key in list(table.keys())


def missing(table: dict[str, int], words: list[str]) -> list[str]:
    found = []
    for word in words:
        if word not in table.keys():
            found.append(word)
    return found
