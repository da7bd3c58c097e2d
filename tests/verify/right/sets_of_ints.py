"""The set of the common ints, taken from the left list as before."""


def old(left: list[int], right: list[int]) -> set[int]:
    common = set()
    for value in left:
        for other in right:
            if value == other:
                common.add(value)
    return common


def new(left: list[int], right: list[int]) -> set[int]:
    known = set(right)
    return {value for value in left if value in known}
