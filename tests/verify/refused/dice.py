"""The shuffled order differs from call to call, so two runs cannot be compared."""

# reason: not deterministic

import random


def old(names: list[str]) -> list[str]:
    drawn = list(names)
    random.shuffle(drawn)
    return drawn


def new(names: list[str]) -> list[str]:
    return random.sample(names, len(names))
