def reads_the_running_total(values):
    result = 0
    for value in values:
        result += value - result
    return result


def stops_early(values):
    result = 0
    for value in values:
        if value < 0:
            break
        result += value
    return result


def begins_elsewhere(values, result):
    for value in values:
        result += value
    return result


def sum_is_theirs(values, sum):
    result = 0
    for value in values:
        result += value
    return result, sum
