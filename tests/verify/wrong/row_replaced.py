"""The rows were extended in place; now each is replaced by a longer one, which others who hold the row do not see."""


def old(rows: list[list[int]]) -> None:
    for row in rows:
        row.append(sum(row))


def new(rows: list[list[int]]) -> None:
    rows[:] = [[*row, sum(row)] for row in rows]
