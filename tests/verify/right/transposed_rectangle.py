"""Ragged tables are refused first, with the same error, and a rectangle transposes either way."""


def old(table: list[list[int]]) -> list[list[int]]:
    if any(len(row) != len(table[0]) for row in table):
        raise ValueError("rows differ in length")
    if not table:
        return []
    columns = []
    for j in range(len(table[0])):
        column = []
        for i in range(len(table)):
            column.append(table[i][j])
        columns.append(column)
    return columns


def new(table: list[list[int]]) -> list[list[int]]:
    if any(len(row) != len(table[0]) for row in table):
        raise ValueError("rows differ in length")
    return [list(column) for column in zip(*table)]
