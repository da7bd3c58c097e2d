"""Slice assignment changes the caller's list, as `remove` did."""


def old(names: list[str], unwanted: str) -> None:
    while unwanted in names:
        names.remove(unwanted)


def new(names: list[str], unwanted: str) -> None:
    names[:] = [name for name in names if name != unwanted]
