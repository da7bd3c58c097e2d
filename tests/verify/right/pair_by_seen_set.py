"""A pair exists when the rest of some value was seen before it."""


def old(values: list[int], target: int) -> bool:
    for i in range(len(values)):
        for j in range(len(values)):
            if i != j and values[i] + values[j] == target:
                return True
    return False


def new(values: list[int], target: int) -> bool:
    seen = set()
    for value in values:
        if target - value in seen:
            return True
        seen.add(value)
    return False
