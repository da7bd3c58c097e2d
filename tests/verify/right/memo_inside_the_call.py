"""The memo is made anew for each call and holds ints."""


def old(rows: int, columns: int) -> int:
    if rows < 0 or columns < 0 or rows + columns > 14:
        return 0
    if rows == 0 or columns == 0:
        return 1
    return old(rows - 1, columns) + old(rows, columns - 1)


def new(rows: int, columns: int) -> int:
    if rows < 0 or columns < 0 or rows + columns > 14:
        return 0
    memo = {}

    def paths(down: int, right: int) -> int:
        if down == 0 or right == 0:
            return 1
        if (down, right) not in memo:
            memo[down, right] = paths(down - 1, right) + paths(down, right - 1)
        return memo[down, right]

    return paths(rows, columns)
