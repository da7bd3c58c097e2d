"""On a sorted list the recursion is as deep as the list is long."""


def old(values: list[int]) -> list[int]:
    ordered = list(values)
    for i in range(1, len(ordered)):
        j = i
        while j and ordered[j - 1] > ordered[j]:
            ordered[j - 1], ordered[j] = ordered[j], ordered[j - 1]
            j -= 1
    return ordered


def new(values: list[int]) -> list[int]:
    if len(values) < 2:
        return list(values)
    first, *rest = values
    return new([v for v in rest if v < first]) + [first] + new([v for v in rest if v >= first])
