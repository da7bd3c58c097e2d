"""One `print` of no rows writes an empty line; the loop wrote nothing."""


def old(rows: list[str]) -> None:
    for row in rows:
        print(row)


def new(rows: list[str]) -> None:
    print("\n".join(rows))
