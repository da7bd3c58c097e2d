def running(values):
    table = {}
    for value in values:
        table[value] = len(table)
    return table


def keeps_the_key(values):
    table = {}
    for value in values:
        table[value] = value * 2
    return table, value
