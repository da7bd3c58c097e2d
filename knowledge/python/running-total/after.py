from itertools import accumulate


def totals(values):
    return list(accumulate(values, initial=0))[1:]


def appended(values):
    result = list(accumulate(values, initial=0))[1:]
    return result


def highest_so_far(values):
    return list(accumulate(values, max))
