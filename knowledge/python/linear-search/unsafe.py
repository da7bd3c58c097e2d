def which(values, target):
    for value in values:
        if value == target:
            return value
    return None


def neighbour(values):
    for value in values:
        if value == value + 1:
            return True
    return False


def otherwise(values, target):
    for value in values:
        if value == target:
            return True
        else:
            return False
    return False
