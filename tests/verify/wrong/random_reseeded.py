"""The shared random generator is seeded, which changes what everyone else draws from it."""

import random


def old(names: list[str]) -> list[str]:
    drawn = []
    source = random.Random(7)
    pool = list(names)
    while pool:
        drawn.append(pool.pop(source.randrange(len(pool))))
    return drawn


def new(names: list[str]) -> list[str]:
    random.seed(7)
    pool = list(names)
    return [pool.pop(random.randrange(len(pool))) for _ in names]
