def steps(values):
    result, history = [], []
    for value in values:
        result = result + [value]
        history.append(result)
    return history


def shared(values):
    result = []
    other = result
    for value in values:
        result = result + [value]
    return result, other


def parameter(values, result):
    for value in values:
        result = result + [value]
    return result


def perhaps_not_a_list(values):
    result = 0
    for value in values:
        result = result + value
    return result
