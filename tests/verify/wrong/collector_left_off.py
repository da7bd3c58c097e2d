"""The garbage collector is switched off for speed and never on again."""

import gc


def old(values: list[int]) -> list[list[int]]:
    pairs = []
    for value in values:
        pairs.append([value, value])
    return pairs


def new(values: list[int]) -> list[list[int]]:
    gc.disable()
    return [[value, value] for value in values]
