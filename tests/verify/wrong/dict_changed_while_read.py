"""Without the copy of the keys, the first deletion ends the loop with RuntimeError."""


def old(counts: dict[str, int]) -> None:
    for name in list(counts):
        if counts[name] < 1:
            del counts[name]


def new(counts: dict[str, int]) -> None:
    for name in counts:
        if counts[name] < 1:
            del counts[name]
