def first_positions(values):
    try:
        positions = {}
        for position, item in enumerate(values):
            positions.setdefault(item, position)
        find = positions.__getitem__
    except TypeError:  # something in it cannot be hashed
        find = values.index
    return [find(value) for value in values]


def doubled_index(names):
    total = 0
    try:
        positions = {}
        for position, item in enumerate(names):
            positions.setdefault(item, position)
        find = positions.__getitem__
    except TypeError:  # something in it cannot be hashed
        find = names.index
    for name in names:
        total += 2 * find(name)
    return total
