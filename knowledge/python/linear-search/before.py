def contains(values, target):
    for value in values:
        if value == target:
            return True
    return False


def flagged(values, target):
    found = False
    for value in values:
        if value == target:
            found = True
            break
    return found


def has_zero(values: list[int]) -> bool:
    for value in values:
        if value == 0:
            return True
    return False
