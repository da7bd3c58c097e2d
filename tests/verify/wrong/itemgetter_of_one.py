"""`itemgetter` gives a tuple for two names, the bare item for one, and refuses none."""

from operator import itemgetter


def old(row: dict[str, int], columns: list[str]) -> tuple:
    cells = []
    for column in columns:
        cells.append(row[column])
    return tuple(cells)


def new(row: dict[str, int], columns: list[str]) -> tuple:
    return itemgetter(*columns)(row)
