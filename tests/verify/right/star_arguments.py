"""Still any number of separate arguments."""


def old(*numbers: int) -> int:
    total = 0
    for number in numbers:
        total = total + number
    return total


def new(*numbers: int) -> int:
    return sum(numbers)
