"""The loop had already moved some of the items when it failed; the rewrite fails before it moves any."""


def old(stock: dict[str, int], taken: list[str]) -> None:
    for name in taken:
        stock[name] -= 1


def new(stock: dict[str, int], taken: list[str]) -> None:
    left = dict(stock)
    for name in taken:
        left[name] -= 1
    stock.update(left)
