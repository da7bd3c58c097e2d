"""A set has each value once; the list kept the second 3 as well."""


def old(left: list[int], right: list[int]) -> list[int]:
    return sorted(value for value in left if value in right)


def new(left: list[int], right: list[int]) -> list[int]:
    return sorted(set(left) & set(right))
