"""A running mean that takes resets, with a local."""


def old(values: list[int]):
    state = {"total": 0}
    for value in values:
        state["total"] = state["total"] + value
        reset = yield state["total"]
        if reset is not None:
            state["total"] = reset


def new(values: list[int]):
    total = 0
    for value in values:
        total += value
        reset = yield total
        if reset is not None:
            total = reset
