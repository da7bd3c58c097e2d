"""None is replaced, 0 is not."""


def old(timeouts: list[int | None], default: int) -> list[int]:
    filled = []
    for timeout in timeouts:
        if timeout is None:
            timeout = default
        filled.append(timeout)
    return filled


def new(timeouts: list[int | None], default: int) -> list[int]:
    return [default if timeout is None else timeout for timeout in timeouts]
