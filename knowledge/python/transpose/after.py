def transpose(matrix):
    return [list(column) for column in zip(matrix[0], *matrix[1:])]


def columns(table):
    return [list(column) for column in zip(table[0], *table[1:])]
