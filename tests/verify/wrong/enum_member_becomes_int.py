"""`max` over the values gives a plain int that is equal to the member but is not the member."""

from enum import IntEnum


class Level(IntEnum):
    DEBUG = 10
    WARNING = 30
    ERROR = 40


def old(levels: list[Level]) -> Level:
    worst = Level.DEBUG
    for level in levels:
        if level > worst:
            worst = level
    return worst


def new(levels: list[Level]) -> Level:
    return max([level.value for level in levels] + [10])
