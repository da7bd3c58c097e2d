"""One `print` writes the lines that the loop wrote, and none at all for no rows."""


def old(rows: list[str]) -> int:
    for row in rows:
        print(row)
    return len(rows)


def new(rows: list[str]) -> int:
    if rows:
        print("\n".join(rows))
    return len(rows)
