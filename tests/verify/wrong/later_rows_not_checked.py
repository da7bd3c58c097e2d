"""Every row was checked before the search; now the search returns before it sees a bad row behind the match."""


def old(rows: list[tuple[str, int]], wanted: str) -> int:
    for _, amount in rows:
        if amount < 0:
            raise ValueError("negative amount")
    for name, amount in rows:
        if name == wanted:
            return amount
    return 0


def new(rows: list[tuple[str, int]], wanted: str) -> int:
    for name, amount in rows:
        if amount < 0:
            raise ValueError("negative amount")
        if name == wanted:
            return amount
    return 0
