def contains(values, target):
    if type(values) is list and type(target) in (int, str):
        return target in values
    for value in values:
        if value == target:
            return True
    return False


def flagged(values, target):
    if type(values) is list and type(target) in (int, str):
        found = target in values
    else:
        found = False
        for value in values:
            if value == target:
                found = True
                break
    return found


def has_zero(values: list[int]) -> bool:
    return 0 in values
