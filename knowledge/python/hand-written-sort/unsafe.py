def one_pass(values):
    for j in range(len(values) - 1):
        if values[j] > values[j + 1]:
            values[j], values[j + 1] = values[j + 1], values[j]
    return values


def by_the_first_part(rows):
    for i in range(len(rows)):
        for j in range(i + 1, len(rows)):
            if rows[i][0] > rows[j][0]:
                rows[i], rows[j] = rows[j], rows[i]
    return rows


def counts_the_swaps(values):
    swaps = 0
    for i in range(len(values)):
        for j in range(0, len(values) - i - 1):
            if values[j] > values[j + 1]:
                values[j], values[j + 1] = values[j + 1], values[j]
                swaps += 1
    return swaps


def only_the_front(values, n):
    for i in range(n):
        for j in range(0, n - i - 1):
            if values[j] > values[j + 1]:
                values[j], values[j + 1] = values[j + 1], values[j]
    return values
