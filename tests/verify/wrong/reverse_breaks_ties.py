"""`reverse=True` keeps equal elements in their order, turning an ascending sort round turns them round as well."""


def old(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(rows, key=lambda row: row[1], reverse=True)


def new(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(rows, key=lambda row: row[1])[::-1]
