"""Years that divide by 100 are no leap years, unless they divide by 400."""

from datetime import date


def old(days: list[date]) -> int:
    leap = 0
    for day in days:
        if day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0):
            leap += 1
    return leap


def new(days: list[date]) -> int:
    return sum(day.year % 4 == 0 for day in days)
