def lazy(values):
    return filter(lambda value: value > 0, values)


def two_at_once(left, right):
    return list(map(lambda a, b: a + b, left, right))


def named(values, check):
    return list(filter(check, values))


def list_is_theirs(values, list):
    return list(filter(lambda value: value > 0, values))
