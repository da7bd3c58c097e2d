"""The numbers were separate arguments and are now one."""


def old(*numbers: int) -> int:
    total = 0
    for number in numbers:
        total += number
    return total


def new(numbers: tuple[int, ...] = ()) -> int:
    return sum(numbers)
