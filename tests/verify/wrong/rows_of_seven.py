"""Rows are taken for weeks: what follows the seventh day is left out."""


def old(weeks: list[list[int]]) -> int:
    total = 0
    for week in weeks:
        for day in week:
            total += day
    return total


def new(weeks: list[list[int]]) -> int:
    return sum(sum(week[:7]) for week in weeks)
