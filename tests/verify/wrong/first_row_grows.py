"""Starting from the first row itself and using `+=` appends every other row to the caller's first row."""


def old(rows: list[list[int]]) -> list[int]:
    if not rows:
        return []
    flat = rows[0]
    for row in rows[1:]:
        flat = flat + row
    return list(flat)


def new(rows: list[list[int]]) -> list[int]:
    if not rows:
        return []
    flat = rows[0]
    for row in rows[1:]:
        flat += row
    return list(flat)
