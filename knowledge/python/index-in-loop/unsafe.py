def may_be_missing(values, wanted):
    return [values.index(item) for item in wanted]


def from_a_place(values):
    return [values.index(value, 1) for value in values]


def changes(values):
    found = []
    for value in values:
        found.append(values.index(value))
        values[0] = value
    return found
