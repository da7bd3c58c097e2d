"""`[[0] * width] * height` is one row many times: writing to one cell writes to a column."""


def old(width: int, height: int) -> list[list[int]]:
    if width > 50 or height > 50:
        return []
    grid = []
    for _ in range(height):
        grid.append([0 for _ in range(width)])
    return grid


def new(width: int, height: int) -> list[list[int]]:
    if width > 50 or height > 50:
        return []
    return [[0] * width] * height
