"""A range prints and indexes like the list of numbers, but it is not one."""


def old(first: int, count: int) -> list[int]:
    if count > 500:
        return []
    numbers = []
    for i in range(count):
        numbers.append(first + i)
    return numbers


def new(first: int, count: int) -> list[int]:
    if count > 500:
        return []
    return range(first, first + count)
