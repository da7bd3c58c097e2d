"""`get` with 0 is what the test and the lookup did."""


def old(stock: dict[str, int], names: list[str]) -> int:
    total = 0
    for name in names:
        if name in stock.keys():
            total += stock[name]
    return total


def new(stock: dict[str, int], names: list[str]) -> int:
    return sum(stock.get(name, 0) for name in names)
