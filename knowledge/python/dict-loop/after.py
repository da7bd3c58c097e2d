def cubes(values):
    table = {value: value for value in values}
    return table


def by_name(rows):
    index = {name: age for name, age in rows if age > 0}
    return index
