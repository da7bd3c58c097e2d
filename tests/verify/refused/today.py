"""The calendar is read through a class method."""

# reason: today

from datetime import date


def old(birthdays: list[date]) -> int:
    count = 0
    for birthday in birthdays:
        if birthday.month == date.today().month:
            count += 1
    return count


def new(birthdays: list[date]) -> int:
    month = date.today().month
    return sum(birthday.month == month for birthday in birthdays)
