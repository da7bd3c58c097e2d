def transpose(matrix):
    return [[matrix[j][i] for j in range(len(matrix))] for i in range(len(matrix[0]))]


def columns(table):
    return [[row[k] for row in table] for k in range(len(table[0]))]
