"""`or` replaces 0 as well as None by the default."""


def old(timeouts: list[int | None], default: int) -> list[int]:
    filled = []
    for timeout in timeouts:
        if timeout is None:
            filled.append(default)
        else:
            filled.append(timeout)
    return filled


def new(timeouts: list[int | None], default: int) -> list[int]:
    return [timeout or default for timeout in timeouts]
