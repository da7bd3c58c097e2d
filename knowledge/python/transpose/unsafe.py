def of_two(left, right):
    return [[right[j][i] for j in range(len(left))] for i in range(len(left[0]))]


def backwards(matrix):
    return [[matrix[-j][i] for j in range(len(matrix))] for i in range(len(matrix[0]))]
