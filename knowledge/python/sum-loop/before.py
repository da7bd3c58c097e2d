def total(values):
    result = 0
    for value in values:
        result += value
    return result


def count_even(values):
    count = 0
    for value in values:
        if value % 2 == 0:
            count += 1
    return count


def grid_total(rows):
    result = 0
    for row in rows:
        for value in row:
            result = result + value
    return result
