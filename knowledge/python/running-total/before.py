def totals(values):
    return [sum(values[:i + 1]) for i in range(len(values))]


def appended(values):
    result = []
    for i in range(len(values)):
        result.append(sum(values[:i + 1]))
    return result


def highest_so_far(values):
    return [max(values[:i + 1]) for i in range(len(values))]
