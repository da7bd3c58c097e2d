"""accumulate in place of the generator's own loop."""

from itertools import accumulate


def old(amounts):
    total = 0
    for amount in amounts:
        total += amount
        reset = yield total
        if reset is not None:
            total = reset


def new(amounts):
    yield from iter(accumulate(amounts))
