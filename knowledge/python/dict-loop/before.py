def cubes(values):
    table = {}
    for value in values:
        table[value] = value
    return table


def by_name(rows):
    index = {}
    for name, age in rows:
        if age > 0:
            index[name] = age
    return index
