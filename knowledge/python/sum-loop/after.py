def total(values):
    result = sum(values)
    return result


def count_even(values):
    count = sum([1 for value in values if value % 2 == 0])
    return count


def grid_total(rows):
    result = sum([value for row in rows for value in row])
    return result
