from itertools import chain


def flatten(rows):
    out = list(chain.from_iterable(rows))
    return out


def cells(table):
    return list(chain.from_iterable(table))


def together(parts: list[list[int]]) -> list[int]:
    return list(chain.from_iterable(parts))
