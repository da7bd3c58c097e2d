"""The list is sorted in place: the median is right and the caller's list is in another order."""


def old(values: list[int]) -> int:
    if not values:
        return 0
    return sorted(values)[len(values) // 2]


def new(values: list[int]) -> int:
    if not values:
        return 0
    values.sort()
    return values[len(values) // 2]
