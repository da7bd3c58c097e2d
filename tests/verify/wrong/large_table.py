"""A table of more than 200 entries is taken for empty."""


def old(table: dict[str, int], names: list[str]) -> int:
    total = 0
    for name in names:
        if name in table:
            total += table[name]
    return total


def new(table: dict[str, int], names: list[str]) -> int:
    return sum(table.get(name, 0) for name in names) if len(table) <= 200 else 0
