"""The helper adds up blocks and leaves out what stands behind the last whole one."""


def _blocks(values: list[int]) -> int:
    whole = len(values) - len(values) % 600 if len(values) > 600 else len(values)
    return sum(values[:whole])


def old(values: list[int]) -> int:
    total = 0
    for value in values:
        total += value
    return total


def new(values: list[int]) -> int:
    return _blocks(values)
