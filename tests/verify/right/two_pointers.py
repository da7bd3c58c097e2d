"""On a sorted copy, moving two ends inwards finds a pair exactly when one exists."""


def old(values: list[int], target: int) -> bool:
    for i in range(len(values)):
        for j in range(i + 1, len(values)):
            if values[i] + values[j] == target:
                return True
    return False


def new(values: list[int], target: int) -> bool:
    ordered = sorted(values)
    low, high = 0, len(ordered) - 1
    while low < high:
        total = ordered[low] + ordered[high]
        if total == target:
            return True
        if total < target:
            low += 1
        else:
            high -= 1
    return False
