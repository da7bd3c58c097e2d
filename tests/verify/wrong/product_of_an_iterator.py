"""`product` keeps what it reads: a one-shot second iterable now serves every outer element."""

from collections.abc import Iterable
from itertools import product


def old(rows: Iterable[int], columns: Iterable[int]) -> list[tuple[int, int]]:
    cells = []
    for row in rows:
        for column in columns:
            cells.append((row, column))
    return cells


def new(rows: Iterable[int], columns: Iterable[int]) -> list[tuple[int, int]]:
    return list(product(rows, columns))
