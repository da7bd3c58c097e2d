def not_the_front(values):
    result = []
    for value in values:
        result.insert(1, value)
    return result


def not_empty_at_first(values):
    result = ["end"]
    for value in values:
        result.insert(0, value)
    return result
