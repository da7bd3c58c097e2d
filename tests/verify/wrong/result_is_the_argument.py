"""Nothing to remove, nothing copied: the caller gets back the list that was passed in instead of a new one."""


def old(values: list[int]) -> list[int]:
    return [value for value in values if value >= 0]


def new(values: list[int]) -> list[int]:
    if not values or min(values) >= 0:
        return values
    return [value for value in values if value >= 0]
