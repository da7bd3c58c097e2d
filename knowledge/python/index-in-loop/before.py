def first_positions(values):
    return [values.index(value) for value in values]


def doubled_index(names):
    total = 0
    for name in names:
        total += 2 * names.index(name)
    return total
