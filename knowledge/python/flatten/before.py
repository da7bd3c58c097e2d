def flatten(rows):
    out = []
    for row in rows:
        for value in row:
            out.append(value)
    return out


def cells(table):
    return [cell for row in table for cell in row]


def together(parts: list[list[int]]) -> list[int]:
    return sum(parts, [])
