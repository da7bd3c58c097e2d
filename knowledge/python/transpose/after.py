def transpose(matrix):
    if type(matrix) is list and set(map(type, matrix)) == {list} and len(set(map(len, matrix))) == 1:
        return [list(column) for column in zip(*matrix)]
    return [[matrix[j][i] for j in range(len(matrix))] for i in range(len(matrix[0]))]


def columns(table):
    if type(table) is list and set(map(type, table)) == {list} and len(set(map(len, table))) == 1:
        return [list(column) for column in zip(*table)]
    return [[row[k] for row in table] for k in range(len(table[0]))]
