"""`round` takes halves to the even neighbour, adding 0.5 and cutting takes them up."""


def old(quarters: int) -> int:
    return round(quarters / 4)


def new(quarters: int) -> int:
    return int(quarters / 4 + 0.5)
