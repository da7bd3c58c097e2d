def changes_items(values):
    for i in range(len(values)):
        if values[i] > 0:
            values[i] = 0
    return values


def neighbours(values):
    result = 0
    for i in range(len(values) - 1):
        result += values[i]
    return result


def index_is_needed(values):
    for i in range(len(values)):
        if values[i] == 0:
            break
    return i


def another_list(values, others):
    result = 0
    for i in range(len(others)):
        result += values[i]
    return result


def grows(values):
    result = 0
    for i in range(len(values)):
        values.append(values[i])
        result += values[i]
    return result
