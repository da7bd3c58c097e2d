"""`is` holds for equal small ints, because they are shared, and not for other equal values."""


def old(left: list[int], right: list[int]) -> int:
    same = 0
    for i in range(min(len(left), len(right))):
        if left[i] + 1 == right[i] + 1:
            same += 1
    return same


def new(left: list[int], right: list[int]) -> int:
    return sum(a + 1 is b + 1 for a, b in zip(left, right))
