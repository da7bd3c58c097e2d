"""Hits and misses are counted in a global list; the rewrite counts none."""

FOUND = [0, 0]


def old(names: list[str], wanted: str) -> bool:
    found = False
    for name in names:
        if name == wanted:
            found = True
    FOUND[found] += 1
    return found


def new(names: list[str], wanted: str) -> bool:
    return wanted in names
